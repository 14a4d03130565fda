/** Tokens of an OpenID Connect issuer, mapped by expressions and held to rules, as an administrator configures them. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { celExpressions } from '../../src/authentication/oidc/cel-expressions.ts';
import { OidcAuthenticator } from '../../src/authentication/oidc/oidc.ts';
import type { ApiRequest } from '../../src/request/http.ts';
import { systemClock } from '../../src/util/clock.ts';
import type { Credentials } from './kinds.ts';

const ISSUER = 'https://issuer.example';
const NOTHING = { claim: '', expression: '' };

const CONFIGURATION = {
  issuer: {
    url: ISSUER,
    audiences: ['kubernetes'],
    audienceMatchPolicy: '',
    discoveryURL: '',
    certificateAuthority: '',
    egressSelectorType: '',
  },
  claimMappings: {
    username: { claim: '', expression: "'oidc:' + claims.email" },
    groups: { claim: 'groups', prefix: 'oidc:', expression: '' },
    uid: NOTHING,
    extra: [],
  },
  claimValidationRules: [{ claim: '', requiredValue: '', expression: 'claims.email_verified == true', message: '' }],
  userValidationRules: [{ expression: "!user.username.startsWith('system:')", message: '' }],
};

export async function oidcTokens(count: number): Promise<Credentials> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const documents = [{ issuer: ISSUER, jwks_uri: `${ISSUER}/keys` }, { keys: [await exportJWK(publicKey)] }];
  const requests: ApiRequest[] = [];
  for (let index = 0; index < count; index++) {
    const claims = { email: `person-${index}@example.com`, email_verified: true, groups: ['dev', 'ops'] };
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(ISSUER)
      .setAudience('kubernetes')
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey);
    requests.push({ headers: { authorization: `Bearer ${token}` } } as unknown as ApiRequest);
  }
  const fetch = async (address: string) => Buffer.from(JSON.stringify(documents[address.endsWith('/keys') ? 1 : 0]));
  return { requests, open: () => opened(fetch) };
}

function opened(fetch: (address: string) => Promise<Buffer>): OidcAuthenticator {
  const authenticator = new OidcAuthenticator({
    clock: systemClock,
    expressions: celExpressions,
    algorithms: ['RS256'],
    apiAudiences: [],
    fetch,
    onFetch: () => {},
    onReject: () => {},
  });
  authenticator.configure([CONFIGURATION]);
  return authenticator;
}
