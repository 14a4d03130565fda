import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UNBOUND } from './token-bindings.ts';
import { claimsOf, type GrantedToken, shortened, type TokenPolicy } from './token-policy.ts';

const POLICY: TokenPolicy = {
  issuer: 'https://issuer.example',
  apiAudiences: ['api'],
  maxExpirationSeconds: 7200,
  extendExpiration: true,
};

const lifetimes: readonly (readonly [asked: number, most: number, granted: number, warnings: readonly string[]])[] = [
  [3600, 7200, 3600, []],
  [7200, 7200, 7200, []],
  [7201, 7200, 7200, ['requested expiration of 7201 seconds shortened to 7200 seconds']],
  [2 ** 32, 0, 2 ** 32, []],
];
for (const [asked, most, granted, warnings] of lifetimes) {
  test(`${asked} seconds, of at most ${most}: ${granted}`, () => {
    const told: string[] = [];
    const found = shortened(asked, { ...POLICY, maxExpirationSeconds: most }, (text) => told.push(text));
    assert.deepEqual([found, told], [granted, warnings]);
  });
}

test('nothing is extended where it is not wanted', () => {
  const granted: GrantedToken = {
    namespace: 'team',
    name: 'robot',
    uid: 'account-1',
    id: 'id-1',
    audiences: ['api'],
    binding: { ...UNBOUND, pod: { name: 'p', uid: 'pod-1' } },
    expirationSeconds: 3607,
    now: 999,
  };
  const lifeOf = (policy: TokenPolicy) => {
    const { exp, iat, 'kubernetes.io': own } = claimsOf(granted, policy) as Record<string, any>;
    return [exp - iat, own.warnafter];
  };
  assert.deepEqual(lifeOf(POLICY), [31_536_000, 3607]);
  assert.deepEqual(lifeOf({ ...POLICY, extendExpiration: false }), [3607, undefined]);
});
