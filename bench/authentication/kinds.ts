/** Credentials of every kind, with who authenticates them. */
import { createPrivateKey, generateKeyPairSync, randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import type { Authenticator } from '../../src/authentication/authenticator.ts';
import { encodeBoundClaims } from '../../src/authentication/service-account/bound-claims.ts';
import { encodeLegacyClaims } from '../../src/authentication/service-account/legacy-token.ts';
import type { LiveResource } from '../../src/authentication/service-account/live-objects.ts';
import { serviceAccountAuthenticator } from '../../src/authentication/service-account/service-account.ts';
import { TokenSigner } from '../../src/authentication/service-account/token-signer.ts';
import { VerificationKeys } from '../../src/authentication/service-account/verification-keys.ts';
import { TrustedAuthorities } from '../../src/authentication/x509/authorities.ts';
import { x509Authenticator } from '../../src/authentication/x509/x509.ts';
import { Issuer } from '../../src/pki/issuer.ts';
import type { ApiRequest } from '../../src/request/http.ts';
import { bootstrapTokens } from './bootstrap-tokens.ts';
import { frontProxy } from './front-proxy.ts';
import { oidcTokens } from './oidc-tokens.ts';
import { webhookTokens } from './webhook-tokens.ts';

export interface Credentials {
  /** One that has seen nothing yet. */
  open(): Authenticator;
  /** Each with another credential. */
  readonly requests: readonly ApiRequest[];
}

/** By name; `count` credentials of the kind. */
export const KINDS: ReadonlyMap<string, (count: number) => Promise<Credentials>> = new Map([
  ['client certificate', clientCertificates],
  ['bound token', boundTokens],
  ['legacy token', legacyTokens],
  ['OpenID Connect token', oidcTokens],
  ['bootstrap token', bootstrapTokens],
  ['webhook token', webhookTokens],
  ['front proxy', frontProxy],
]);

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const bearing = (token: string) => ({ headers: { authorization: `Bearer ${token}` } }) as unknown as ApiRequest;

async function clientCertificates(count: number): Promise<Credentials> {
  const issuer = new Issuer({ now: Date.now, randomBytes });
  const authority = issuer.selfSigned('bench');
  const signer = { certificate: authority.certificate, privateKey: createPrivateKey(authority.privateKey) };
  const { certificate } = issuer.issue(signer, { commonName: 'ann', organizations: ['dev'], usage: 'client' });
  const requests = times(count, () => {
    const clientCertificate = { leaf: new X509Certificate(certificate), chain: [], connection: {} };
    return { headers: {}, clientCertificate } as unknown as ApiRequest;
  });
  const authorities = new TrustedAuthorities([authority.certificate]);
  return { requests, open: () => x509Authenticator({ authorities, now: Date.now }) };
}

const ISSUER = 'https://kubernetes.default.svc';

function boundTokens(count: number): Promise<Credentials> {
  const now = Math.floor(Date.now() / 1000);
  return serviceAccountTokens(count, (name) =>
    encodeBoundClaims({
      issuer: ISSUER,
      tokenId: randomUUID(),
      audiences: [ISSUER],
      issuedAt: now,
      notBefore: now,
      expiresAt: now + 3600,
      namespace: 'team',
      account: { name, uid: 'uid' },
      pod: { name, uid: 'uid' },
      secret: undefined,
      node: { name: 'node', uid: 'uid' },
      warnAfter: undefined,
    }),
  );
}

function legacyTokens(count: number): Promise<Credentials> {
  const unnamed = { tokenId: undefined, issuedAt: undefined };
  const claims = (name: string) =>
    encodeLegacyClaims({ namespace: 'team', secret: name, account: name, accountUid: 'uid', ...unnamed });
  return serviceAccountTokens(count, claims);
}

async function serviceAccountTokens(count: number, claims: (name: string) => object): Promise<Credentials> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer = new TokenSigner(privateKey);
  const names = times(count, (index) => `account-${index}`);
  const tokens = new Map<string, string>();
  for (const name of names) tokens.set(name, await signer.sign(claims(name)));
  const type = 'kubernetes.io/service-account-token';
  const objects = new Map(
    names.map((name) => {
      const data = { token: Buffer.from(tokens.get(name)!).toString('base64') };
      return [name, { apiVersion: 'v1', kind: '', metadata: { name, uid: 'uid' }, type, data }] as const;
    }),
  );
  const options = {
    issuers: [ISSUER],
    apiAudiences: [ISSUER],
    keys: new VerificationKeys([privateKey]),
    live: { find: (_resource: LiveResource, _namespace: string, name: string) => objects.get(name) },
    now: Date.now,
    onUse: () => {},
  };
  return { requests: [...tokens.values()].map(bearing), open: () => serviceAccountAuthenticator(options) };
}
