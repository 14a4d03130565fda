import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { LEVELS } from './levels.ts';
import { DEFAULT_OPTIONS } from './options.ts';
import { type Policy, readPolicy, showLevelVersion } from './policy.ts';
import { LATEST, parseVersion, showVersion } from './version.ts';

const P = 'pod-security.kubernetes.io/';
const DEFAULTS: Policy = {
  enforce: { level: 'baseline', version: 20 },
  audit: { level: 'restricted', version: LATEST },
  warn: { level: 'privileged', version: 3 },
};
const LEVEL = 'must be one of privileged, baseline, restricted';
const VERSION = 'must be "latest" or "v1.x"';

/** [labels, enforce, audit, warn, errors] */
const CASES: readonly (readonly [Record<string, string>, string, string, string, ...string[]])[] = [
  [{}, 'baseline:v1.20', 'restricted:latest', 'privileged:v1.3'],
  [{ enforce: 'restricted' }, 'restricted:v1.20', 'restricted:latest', 'privileged:v1.3'],
  [
    {
      'enforce-version': 'v1.0',
      audit: 'baseline',
      'audit-version': 'v1.36',
      warn: 'baseline',
      'warn-version': 'latest',
    },
    'baseline:v1.0',
    'baseline:v1.36',
    'baseline:latest',
  ],
  [
    { enforce: 'Baseline', audit: '', warn: 'x' },
    'restricted:v1.20',
    'privileged:latest',
    'privileged:v1.3',
    `metadata.labels[${P}enforce]: Invalid value: "Baseline": ${LEVEL}`,
    `metadata.labels[${P}audit]: Invalid value: "": ${LEVEL}`,
    `metadata.labels[${P}warn]: Invalid value: "x": ${LEVEL}`,
  ],
  [
    { 'enforce-version': '1.20', 'warn-version': 'v1.01' },
    'baseline:latest',
    'restricted:latest',
    'privileged:latest',
    `metadata.labels[${P}enforce-version]: Invalid value: "1.20": ${VERSION}`,
    `metadata.labels[${P}warn-version]: Invalid value: "v1.01": ${VERSION}`,
  ],
];
describe('labels', () => {
  for (const [labels, enforce, audit, warn, ...errors] of CASES) {
    test(JSON.stringify(labels), () => {
      const prefixed = Object.fromEntries(Object.entries(labels).map(([name, value]) => [P + name, value]));
      const read = readPolicy({ ...prefixed, enforce: 'restricted', other: 'x' }, DEFAULTS);
      assert.deepEqual(Object.values(read.policy).map(showLevelVersion), [enforce, audit, warn]);
      assert.deepEqual(read.errors.map(String), errors);
    });
  }

  test('whatever they are, there is a policy', () => {
    const name = fc.constantFrom('enforce', 'audit', 'warn', 'enforce-version', 'audit-version', 'warn-version');
    const value = fc.oneof(fc.string(), fc.constantFrom(...LEVELS, 'latest', 'v1.7'));
    fc.assert(
      fc.property(fc.dictionary(name, value), (labels) => {
        const prefixed = Object.fromEntries(Object.entries(labels).map(([key, text]) => [P + key, text]));
        const { policy } = readPolicy(prefixed, DEFAULT_OPTIONS.defaults);
        for (const { level, version } of Object.values(policy)) assert.ok(LEVELS.includes(level) && version >= 0);
      }),
    );
  });
});

test('versions', () => {
  fc.assert(fc.property(fc.nat(), (minor) => parseVersion(showVersion(minor)) === minor));
  assert.equal(parseVersion(showVersion(LATEST)), LATEST);
  for (const text of ['', 'v1', 'v1.', 'v1.-1', 'v2.1', 'v1.1.1', ' v1.1', 'v1.1\n', `v1.${'9'.repeat(30)}`]) {
    assert.equal(parseVersion(text), undefined, text);
  }
});
