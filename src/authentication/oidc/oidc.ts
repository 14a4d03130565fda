/** Tokens of OpenID Connect issuers (OpenID Connect Core 1.0, RFC 7519), as an AuthenticationConfiguration names them. */
import type { ApiRequest } from '../../request/http.ts';
import type { Clock } from '../../util/clock.ts';
import type { Authentication, Authenticator } from '../authenticator.ts';
import { bearerToken } from '../bearer-token.ts';
import { parseJwt, type UnverifiedJwt } from '../jwt.ts';
import type { JwtAuthenticatorConfiguration } from './configuration.ts';
import type { Expressions } from './expressions.ts';
import { IssuerKeys } from './issuer-keys.ts';
import type { SigningKeys } from './signing-keys.ts';
import { TokenCache } from './token-cache.ts';
import { TokenError } from './token-error.ts';
import { type Proof, TokenIssuer } from './token-issuer.ts';
import { userMapping } from './user-mapping.ts';

export interface Fetch {
  /** PEM; empty: the authorities of the system. */
  readonly authorities: string;
  /** For an Authorization header; empty: none. */
  readonly accessToken: string;
}

export interface OidcPorts {
  readonly clock: Clock;
  readonly expressions: Expressions;
  /** Those that may sign. */
  readonly algorithms: readonly string[];
  /** Whom tokens are good for: whatever their own audiences, they are for this API server. */
  readonly apiAudiences: readonly string[];
  /** Gets a document over TLS, bounded in size and time. */
  fetch(address: string, options: Fetch): Promise<Buffer>;
  /** Told of every attempt to fetch an issuer's keys. */
  onFetch(issuer: string, outcome: SigningKeys | Error): void;
  /** Told why a token of a configured issuer was refused. */
  onReject(issuer: string, reason: string): void;
}

const NO_OPINION: Authentication = { outcome: 'no-opinion' };

/** kube-apiserver's: claims that are fetched may change. */
const REMEMBERED_MILLISECONDS = 10_000;
/** A user takes about a kilobyte. */
const MOST_REMEMBERED = 16_384;

/** What tokens of this issuer had as their `iss` before OpenID Connect was finished. */
const LEGACY_ISSUERS: ReadonlyMap<unknown, string> = new Map([['accounts.google.com', 'https://accounts.google.com']]);

/** Threat: `iss` says by whose keys a token is verified; it is believed only when these keys have signed it. */
export class OidcAuthenticator implements Authenticator {
  readonly name = 'oidc';
  readonly #ports: OidcPorts;
  readonly #proofs = new TokenCache<Proof>(MOST_REMEMBERED);
  #issuers: ReadonlyMap<unknown, TokenIssuer> = new Map();

  constructor(ports: OidcPorts) {
    this.#ports = ports;
  }

  /**
   * Trusts these issuers and no others from now on. Keys that are known of an issuer stay in use until newer ones
   * could be fetched.
   * @throws Error when an expression cannot be compiled; the issuers stay what they were
   */
  configure(configurations: readonly JwtAuthenticatorConfiguration[]): void {
    const before = this.#issuers;
    const issuers = configurations.map((configuration) => this.#issuer(configuration));
    this.#issuers = new Map(issuers.map((issuer) => [issuer.url, issuer]));
    for (const { keys } of before.values()) if (!issuers.some((issuer) => issuer.keys === keys)) keys.stop();
    for (const { keys } of issuers) keys.start();
  }

  /** Fetches no keys any more. */
  stop(): void {
    for (const { keys } of this.#issuers.values()) keys.stop();
  }

  authenticate(request: ApiRequest, audiences?: readonly string[]): Authentication | Promise<Authentication> {
    const token = bearerToken(request);
    if (token === undefined) return NO_OPINION;
    const wanted = audiences?.filter((audience) => this.#ports.apiAudiences.includes(audience));
    const known = this.#remembered(token);
    if (known !== undefined) return authenticated(known, wanted);
    const jwt = parseJwt(token);
    const issuer = jwt && this.#issuers.get(LEGACY_ISSUERS.get(jwt.claims.iss) ?? jwt.claims.iss);
    return issuer === undefined ? NO_OPINION : this.#verify(issuer, token, jwt!, wanted);
  }

  /** A key or an issuer that is trusted no more must not live on in what it has proved. */
  #remembered(token: string): Proof | undefined {
    const proof = this.#proofs.get(token, this.#ports.clock.now());
    if (proof === undefined || this.#issuers.get(proof.issuer.url) !== proof.issuer) return undefined;
    return proof.keys === proof.issuer.keys.current ? proof : undefined;
  }

  async #verify(issuer: TokenIssuer, token: string, jwt: UnverifiedJwt, audiences: readonly string[] | undefined) {
    try {
      const proof = await issuer.verify(token, jwt);
      const until = Math.min(proof.expiresAt, this.#ports.clock.now() + REMEMBERED_MILLISECONDS);
      this.#proofs.set(token, proof, until);
      return authenticated(proof, audiences);
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      this.#ports.onReject(issuer.url, error.message);
      return { outcome: 'reject', reason: `oidc: ${error.message}` } as const;
    }
  }

  #issuer(configuration: JwtAuthenticatorConfiguration): TokenIssuer {
    const { expressions, algorithms, clock } = this.#ports;
    const { certificateAuthority: authorities } = configuration.issuer;
    return new TokenIssuer(configuration, {
      toUser: userMapping(configuration, expressions),
      keys: this.#keys(configuration),
      fetch: (address, accessToken) => this.#ports.fetch(address, { authorities, accessToken }),
      algorithms,
      clock,
    });
  }

  #keys({ issuer }: JwtAuthenticatorConfiguration): IssuerKeys {
    const { clock } = this.#ports;
    const known = this.#issuers.get(issuer.url)?.keys;
    if (known?.isOf(issuer)) return known;
    const ports = {
      clock,
      fetch: (address: string) =>
        this.#ports.fetch(address, { authorities: issuer.certificateAuthority, accessToken: '' }),
      onFetch: (outcome: SigningKeys | Error) => this.#ports.onFetch(issuer.url, outcome),
    };
    return new IssuerKeys(issuer, ports, known?.current);
  }
}

/** @param audiences those that were asked for, of the API server's; whatever the token's own, it is for these */
function authenticated({ user, credential }: Proof, audiences: readonly string[] | undefined): Authentication {
  if (audiences?.length === 0) return NO_OPINION;
  return { outcome: 'authenticated', method: 'oidc', user, credential, ...(audiences && { audiences }) };
}
