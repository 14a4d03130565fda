import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readResourceQuotaConfiguration } from './resource-quota.ts';

const configuration = (
  parts: object,
  apiVersion = 'apiserver.config.k8s.io/v1',
  kind = 'ResourceQuotaConfiguration',
) => ({
  apiVersion,
  kind,
  ...parts,
});

for (const nothing of [undefined, null, configuration({}), configuration({ limitedResources: [] })]) {
  test(`${JSON.stringify(nothing)} limits nothing`, () => {
    assert.deepEqual(readResourceQuotaConfiguration(nothing), []);
  });
}

for (const [apiVersion, kind] of [
  ['apiserver.config.k8s.io/v1', 'ResourceQuotaConfiguration'],
  ['resourcequota.admission.k8s.io/v1beta1', 'Configuration'],
  ['resourcequota.admission.k8s.io/v1alpha1', 'Configuration'],
]) {
  test(`${kind} of ${apiVersion} is read`, () => {
    const scope = { scopeName: 'PriorityClass', operator: 'In', values: ['vip'] };
    const limitedResources = [
      { resource: 'pods', matchScopes: [scope] },
      { apiGroup: 'apps', resource: 'deployments' },
    ];
    assert.deepEqual(readResourceQuotaConfiguration(configuration({ limitedResources }, apiVersion, kind)), [
      { apiGroup: '', resource: 'pods', matchContains: [], matchScopes: [scope] },
      { apiGroup: 'apps', resource: 'deployments', matchContains: [], matchScopes: [] },
    ]);
  });
}

const REFUSED: readonly (readonly [value: unknown, message: RegExp])[] = [
  ['text', /^ResourceQuota: it must be an object/],
  [configuration({}, 'v1', 'Pod'), /no kind "Pod" is registered for version "v1"/],
  [configuration({ limited: [] }), /unknown field "limited"/],
  [
    configuration({ limitedResources: [{ apiGroup: 'apps' }] }),
    /^ResourceQuota invalid: limitedResources\[0\].resource: Required value$/,
  ],
];
for (const [value, message] of REFUSED) {
  test(`${JSON.stringify(value)} is refused`, () => {
    assert.throws(() => readResourceQuotaConfiguration(value), { name: 'ConfigError', message });
  });
}
