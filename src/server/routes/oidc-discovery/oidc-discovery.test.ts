import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { TokenSigner } from '../../../authentication/service-account/token-signer.ts';
import { VerificationKeys } from '../../../authentication/service-account/verification-keys.ts';
import type { ApiRequest } from '../../../request/http.ts';
import { oidcDiscoveryRoute } from './oidc-discovery.ts';

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const route = oidcDiscoveryRoute({
  issuer: 'https://issuer.example',
  jwksUri: () => 'https://issuer.example/openid/v1/jwks',
  keys: new VerificationKeys([rsa, ec]).all,
});
const ask = (path: string, method = 'GET') => route({ path, method } as ApiRequest);
const json = (path: string) => JSON.parse(Buffer.from(ask(path)!.body as Uint8Array).toString());

test('the configuration is what OpenID Connect Discovery asks for', () => {
  assert.deepEqual(json('/.well-known/openid-configuration'), {
    issuer: 'https://issuer.example',
    jwks_uri: 'https://issuer.example/openid/v1/jwks',
    response_types_supported: ['id_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256', 'RS256'],
  });
  assert.deepEqual(ask('/.well-known/openid-configuration/')!.headers, {
    'content-type': 'application/json',
    'cache-control': 'public, max-age=3600',
  });
});

test('the keys verify tokens, and have nothing private', async () => {
  assert.equal(ask('/openid/v1/jwks')!.headers['content-type'], 'application/jwk-set+json');
  const keySet = json('/openid/v1/jwks');
  for (const key of keySet.keys) assert.ok(key.use === 'sig' && !('d' in key), key.kid);
  for (const key of [ec, rsa]) {
    const token = await new TokenSigner(key).sign({ sub: 'a' });
    assert.equal((await jwtVerify(token, createLocalJWKSet(keySet))).payload.sub, 'a');
  }
});

for (const [path, method] of [
  ['/openid/v1', 'GET'],
  ['/openid/v1/jwks/x', 'GET'],
  ['/', 'GET'],
  ['/openid/v1/jwks', 'POST'],
] as const) {
  test(`${method} ${path} is nothing of this`, () => assert.equal(ask(path, method), undefined));
}
