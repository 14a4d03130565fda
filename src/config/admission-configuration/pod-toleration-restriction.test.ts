import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPodTolerationRestrictionConfiguration } from './pod-toleration-restriction.ts';

const configuration = (parts: object) => ({
  apiVersion: 'podtolerationrestriction.admission.k8s.io/v1alpha1',
  kind: 'Configuration',
  ...parts,
});

for (const nothing of [undefined, null, configuration({})]) {
  test(`${JSON.stringify(nothing)} says nothing`, () => {
    assert.deepEqual(readPodTolerationRestrictionConfiguration(nothing), { default: [], whitelist: [] });
  });
}

test('what is said is read', () => {
  const said = {
    default: [{ key: 'a', operator: 'Exists' }],
    whitelist: [{ key: 'a', operator: 'Equal', value: 'b', effect: 'NoExecute', tolerationSeconds: 5 }],
  };
  assert.deepEqual(readPodTolerationRestrictionConfiguration(configuration(said)), said);
});

const REFUSED: readonly (readonly [value: unknown, message: RegExp])[] = [
  [{}, /^PodTolerationRestriction: Object 'Kind' is missing$/],
  [configuration({ defaults: [] }), /^PodTolerationRestriction: strict decoding error: unknown field "defaults"$/],
  [
    configuration({ whitelist: [{ key: 'a', operator: 'Exists', value: 'b' }] }),
    /^PodTolerationRestriction: invalid config: \[podtolerationrestriction\.whitelist\[0\]\.operator: Invalid value: "b": value must be empty when `operator` is 'Exists'\]$/,
  ],
];
for (const [value, message] of REFUSED) {
  test(`${JSON.stringify(value)} is refused`, () => {
    assert.throws(() => readPodTolerationRestrictionConfiguration(value), { name: 'ConfigError', message });
  });
}
