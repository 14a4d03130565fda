import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readImagePolicyConfiguration } from './image-policy.ts';

const configuration = (parts: object) => ({ imagePolicy: { kubeConfigFile: '/etc/hook', ...parts } });

test('what is usual', () => {
  assert.deepEqual(readImagePolicyConfiguration(configuration({})), {
    kubeConfigFile: '/etc/hook',
    retryBackoff: 500,
    allowTtl: 300_000,
    denyTtl: 30_000,
    defaultAllow: false,
  });
});

test('seconds, and milliseconds for the backoff', () => {
  const given = { allowTTL: 1800, denyTTL: 1, retryBackoff: 1, defaultAllow: true };
  assert.deepEqual(readImagePolicyConfiguration(configuration(given)), {
    kubeConfigFile: '/etc/hook',
    retryBackoff: 1,
    allowTtl: 1_800_000,
    denyTtl: 1000,
    defaultAllow: true,
  });
});

test('-1 turns keeping and waiting off', () => {
  const { allowTtl, denyTtl, retryBackoff } = readImagePolicyConfiguration(
    configuration({ allowTTL: -1, denyTTL: -1, retryBackoff: -1 }),
  );
  assert.deepEqual([allowTtl, denyTtl, retryBackoff], [0, 0, 0]);
});

const REFUSED: readonly (readonly [value: unknown, message: RegExp])[] = [
  [undefined, /^ImagePolicyWebhook: no config specified$/],
  [null, /^ImagePolicyWebhook: no config specified$/],
  ['text', /^ImagePolicyWebhook: it must be an object with imagePolicy$/],
  [{}, /^ImagePolicyWebhook: imagePolicy\.kubeConfigFile: Required value$/],
  [configuration({ ttl: 5 }), /^ImagePolicyWebhook: strict decoding error: unknown field "imagePolicy\.ttl"$/],
  [configuration({ allowTTL: 3600 }), /^ImagePolicyWebhook: valid value is between 1s and 30m0s, got 1h0m0s$/],
  [configuration({ denyTTL: -5 }), /^ImagePolicyWebhook: valid value is between 1s and 30m0s, got -5s$/],
  [configuration({ retryBackoff: 300001 }), /^ImagePolicyWebhook: valid value is between 1ns and 5m0s, got 5m0\.001s$/],
  [configuration({ defaultAllow: 'yes' }), /^ImagePolicyWebhook: /],
];
for (const [value, message] of REFUSED) {
  test(`${JSON.stringify(value)} is refused`, () => {
    assert.throws(() => readImagePolicyConfiguration(value), { name: 'ConfigError', message });
  });
}
