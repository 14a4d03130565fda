/** Asks somebody else whose a token is: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication */
import { hash } from 'node:crypto';
import { ExpiringCache } from '../../util/expiring-cache.ts';
import type { Authentication, Authenticator } from '../authenticator.ts';
import { bearerToken } from '../bearer-token.ts';
import { readTokenReview, type TokenReviewStatus, type TokenReviewVersion, tokenReview } from './token-review.ts';

export interface WebhookAuthenticatorOptions {
  readonly version: TokenReviewVersion;
  /** How long answers are kept, in milliseconds; 0: not at all. */
  readonly ttl: number;
  /** This server's: what a token must be for that comes with a request. */
  readonly apiAudiences: readonly string[];
  /** Random, and this process's only: what is kept of a token tells nobody anything. */
  readonly cacheKey: string;
}

export interface WebhookAuthenticatorPorts {
  /** Posts a review. @returns the answer, not yet decoded @throws when there is none */
  ask(review: object): Promise<unknown>;
  /** Milliseconds that only grow. */
  now(): number;
  /** Told of each token, whether an answer for it was kept. */
  onLookup(isKnown: boolean): void;
  onFailure(error: unknown): void;
}

const MOST_ACCEPTED = 8192;
/** Threat: who sends made-up tokens pushes out other made-up tokens, and never one that is good. */
const MOST_UNKNOWN = 4096;
/** Threat: strangers must not pile up questions faster than a slow webhook answers them. */
const MOST_ASKED = 1000;

const NO_OPINION: Authentication = { outcome: 'no-opinion' };
const FAILED: Authentication = { outcome: 'reject', reason: 'the token webhook could not be asked' };
const BUSY: Authentication = { outcome: 'reject', reason: 'the token webhook is asked too much at once' };
const REFUSED: Authentication = { outcome: 'reject', reason: 'the token webhook refuses the token' };

/** Stands behind all who know tokens themselves: it is shown only what nobody else understands. */
export class WebhookAuthenticator implements Authenticator {
  readonly name = 'token-webhook';
  readonly #options: WebhookAuthenticatorOptions;
  readonly #ports: WebhookAuthenticatorPorts;
  readonly #accepted: ExpiringCache<Authentication>;
  readonly #unknown: ExpiringCache<Authentication>;
  /** Questions under way: who has the same waits for the same answer. */
  readonly #asking = new Map<string, Promise<Authentication>>();

  constructor(options: WebhookAuthenticatorOptions, ports: WebhookAuthenticatorPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#accepted = new ExpiringCache(MOST_ACCEPTED, () => ports.now());
    this.#unknown = new ExpiringCache(MOST_UNKNOWN, () => ports.now());
  }

  authenticate(
    request: Parameters<Authenticator['authenticate']>[0],
    audiences: readonly string[] = this.#options.apiAudiences,
  ): Authentication | Promise<Authentication> {
    const token = bearerToken(request);
    if (token === undefined) return NO_OPINION;
    const key = this.#keyOf(token, audiences);
    const known = this.#accepted.get(key) ?? this.#unknown.get(key);
    this.#ports.onLookup(known !== undefined);
    return known ?? this.#askOnce(key, token, audiences);
  }

  #keyOf(token: string, audiences: readonly string[]): string {
    return hash('sha256', this.#options.cacheKey + JSON.stringify([token, ...audiences]), 'base64');
  }

  #askOnce(key: string, token: string, audiences: readonly string[]): Authentication | Promise<Authentication> {
    const known = this.#asking.get(key);
    if (known) return known;
    if (this.#asking.size >= MOST_ASKED) return BUSY;
    const asked = this.#ask(key, token, audiences).finally(() => this.#asking.delete(key));
    this.#asking.set(key, asked);
    return asked;
  }

  async #ask(key: string, token: string, audiences: readonly string[]): Promise<Authentication> {
    const { version } = this.#options;
    try {
      const answer = await this.#ports.ask(tokenReview(version, token, audiences));
      return this.#keep(key, this.#conclude(readTokenReview(version, answer), audiences));
    } catch (error) {
      // Not kept: the next request asks again. Those who need no webhook are not concerned.
      this.#ports.onFailure(error);
      return FAILED;
    }
  }

  #conclude({ user, audiences: told, failed }: TokenReviewStatus, wanted: readonly string[]): Authentication {
    if (user === undefined) return failed ? REFUSED : NO_OPINION;
    // A webhook that knows no audiences vouches for tokens to this server.
    const good = told.length > 0 ? told : this.#options.apiAudiences;
    const audiences = wanted.filter((audience) => good.includes(audience));
    if (wanted.length > 0 && audiences.length === 0) return NO_OPINION;
    return { outcome: 'authenticated', method: this.name, user, ...(wanted.length > 0 && { audiences }) };
  }

  /** As upstream, an error that the webhook tells is not kept. */
  #keep(key: string, found: Authentication): Authentication {
    const { ttl } = this.#options;
    if (ttl > 0 && found.outcome === 'authenticated') this.#accepted.set(key, found, ttl);
    if (ttl > 0 && found.outcome === 'no-opinion') this.#unknown.set(key, found, ttl);
    return found;
  }
}
