import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEventRateLimitConfiguration } from './event-rate-limit.ts';

const configuration = (parts: object) => ({
  apiVersion: 'eventratelimit.admission.k8s.io/v1alpha1',
  kind: 'Configuration',
  ...parts,
});
const limits = (...given: object[]) => configuration({ limits: given });

test('limits are read', () => {
  const given = [
    { type: 'Namespace', qps: 50, burst: 100, cacheSize: 2000 },
    { type: 'Server', qps: 10, burst: 50 },
  ];
  assert.deepEqual(readEventRateLimitConfiguration(limits(...given)), [given[0], { ...given[1], cacheSize: 0 }]);
});

const EMPTY = /^EventRateLimit: limits: Invalid value: \[\]: must not be empty$/;
const REFUSED: readonly (readonly [value: unknown, message: RegExp])[] = [
  [undefined, EMPTY],
  [null, EMPTY],
  [configuration({}), EMPTY],
  [{ limits: [] }, /^EventRateLimit: Object 'Kind' is missing$/],
  [limits({ type: 'Server', qps: 1, burst: 1, rate: 1 }), /unknown field "limits\[0\]\.rate"/],
  [limits({ type: 'Server', qps: 1.5, burst: 1 }), /^EventRateLimit: .*cannot unmarshal number 1\.5/],
  [
    limits({ type: 'Pod', qps: 1, burst: 1 }),
    /^EventRateLimit: limits\[0\]\.type: Unsupported value: "Pod": supported values: "Namespace", "Server", "SourceAndObject", "User"$/,
  ],
  [
    limits({ type: 'User', cacheSize: -1 }),
    /^EventRateLimit: \[limits\[0\]\.burst: Invalid value: 0: must be positive, limits\[0\]\.qps: Invalid value: 0: must be positive, limits\[0\]\.cacheSize: Invalid value: -1: must not be negative\]$/,
  ],
];
for (const [value, message] of REFUSED) {
  test(`${JSON.stringify(value)} is refused`, () => {
    assert.throws(() => readEventRateLimitConfiguration(value), { name: 'ConfigError', message });
  });
}
