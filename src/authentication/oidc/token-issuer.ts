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

/** What a token proves, for as long as its issuer signs with these keys. */
export interface Proof {
  readonly issuer: TokenIssuer;
  readonly keys: SigningKeys;
  readonly user: UserInfo;
  readonly credential: Credential;
  /** Milliseconds. */
  readonly expiresAt: number;
}

/** Turns one issuer's tokens into users. */
export class TokenIssuer {
  readonly configuration: JwtAuthenticatorConfiguration;
  readonly #ports: TokenIssuerPorts;

  constructor(configuration: JwtAuthenticatorConfiguration, ports: TokenIssuerPorts) {
    this.configuration = configuration;
    this.#ports = ports;
  }

  get keys(): IssuerKeys {
    return this.#ports.keys;
  }

  get url(): string {
    return this.configuration.issuer.url;
  }

  /** @param jwt the parts of `token`, which says that this issuer made it @throws TokenError */
  async verify(token: string, jwt: UnverifiedJwt): Promise<Proof> {
    const { keys, expiresAt } = await this.#checkToken(token, jwt);
    const user = this.#ports.toUser(await this.#completed(jwt.claims));
    return { issuer: this, keys, user, credential: credentialOf(token, jwt.claims, expiresAt), expiresAt };
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
    if (jwt?.claims.iss !== this.url) {
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
