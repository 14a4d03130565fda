import { hash } from 'node:crypto';
import type { Credential } from '../../request/credential.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type { Clock } from '../../util/clock.ts';
import { parseJwt, type UnverifiedJwt } from '../jwt.ts';
import type { Claims } from './claims.ts';
import type { JwtAuthenticatorConfiguration } from './configuration.ts';
import { type ClaimSource, sourceOf, withClaim } from './distributed-claims.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import type { SigningKeys } from './signing-keys.ts';
import { TokenCache } from './token-cache.ts';
import { checkAudience, checkTimes, timeClaim } from './token-checks.ts';
import { TokenError } from './token-error.ts';
import type { UserMapping } from './user-mapping.ts';

export interface TokenIssuerPorts {
  readonly keys: IssuerKeys;
  readonly toUser: UserMapping;
  /** Those that may sign. */
  readonly algorithms: readonly string[];
  readonly clock: Pick<Clock, 'now'>;
  /** Gets a document over TLS, bounded in size and time. */
  fetch(address: string, accessToken: string): Promise<Buffer>;
}

/** What a token proves. */
export interface Proof {
  readonly user: UserInfo;
  readonly credential: Credential;
}

/** kube-apiserver's: claims that are fetched may change. */
const REMEMBERED_MILLISECONDS = 10_000;
/** A token and its user take about a kilobyte. */
const MOST_REMEMBERED = 4096;

/** Turns one issuer's tokens into users. */
export class TokenIssuer {
  readonly configuration: JwtAuthenticatorConfiguration;
  readonly #ports: TokenIssuerPorts;
  readonly #proofs = new TokenCache<{ readonly proof: Proof; readonly keys: SigningKeys }>(MOST_REMEMBERED);

  constructor(configuration: JwtAuthenticatorConfiguration, ports: TokenIssuerPorts) {
    this.configuration = configuration;
    this.#ports = ports;
  }

  get keys(): IssuerKeys {
    return this.#ports.keys;
  }

  /** What this very token was found to prove lately. */
  remembered(token: string): Proof | undefined {
    const found = this.#proofs.get(token, this.#ports.clock.now());
    // A key that was withdrawn must not live on in what it has proved.
    return found?.keys === this.keys.current ? found?.proof : undefined;
  }

  /** @param jwt the parts of `token`, which says that this issuer made it @throws TokenError */
  async verify(token: string, jwt: UnverifiedJwt): Promise<Proof> {
    const { keys, expiresAt } = await this.#checkToken(token, jwt);
    const user = this.#ports.toUser(await this.#completed(jwt.claims));
    const proof = { user, credential: credentialOf(token, jwt.claims, expiresAt) };
    const until = Math.min(expiresAt, this.#ports.clock.now() + REMEMBERED_MILLISECONDS);
    this.#proofs.set(token, { proof, keys }, until);
    return proof;
  }

  async #checkToken(token: string, { header, claims }: UnverifiedJwt) {
    // Threat: an extension may change what the signature is about.
    if (Object.hasOwn(header, 'crit')) throw new TokenError('it asks for extensions');
    const expiresAt = checkTimes(claims, this.#ports.clock.now());
    checkAudience(claims, this.configuration.issuer.audiences);
    return { expiresAt, keys: await this.keys.verify(token, this.#ports.algorithms) };
  }

  async #completed(claims: Claims): Promise<Claims> {
    const { claim } = this.configuration.claimMappings.groups;
    const source = claim === '' ? undefined : sourceOf(claims, claim);
    return source === undefined ? claims : withClaim(claims, claim, await this.#ask(source));
  }

  /** The answer is a token itself, and must be this issuer's: who hosts it need not be trusted. */
  async #ask({ endpoint, accessToken }: ClaimSource): Promise<Claims> {
    const answer = await this.#ports.fetch(endpoint, accessToken).catch(() => {
      throw new TokenError('a distributed claim could not be fetched');
    });
    const token = answer.toString().trim();
    const jwt = parseJwt(token);
    if (jwt?.claims.iss !== this.configuration.issuer.url) {
      throw new TokenError('a distributed claim is not signed by the issuer of the token');
    }
    await this.#checkToken(token, jwt!);
    return jwt!.claims;
  }
}

function credentialOf(token: string, claims: Claims, expiresAt: number): Credential {
  const { iss: issuer, jti } = claims;
  const issuedAt = timeClaim(claims, 'iat');
  const isNamed = typeof jti === 'string' && jti !== '';
  return {
    id: isNamed ? `JTI=${jti}` : `JWTSHA256=${hash('sha256', token.slice(0, token.lastIndexOf('.')), 'hex')}`,
    issuer,
    ...(isNamed && { tokenId: jti }),
    ...(issuedAt !== undefined && { issuedAt }),
    expiresAt,
  };
}
