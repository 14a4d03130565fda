import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAuditPolicy } from './audit-policy.ts';

const HEAD = 'apiVersion: audit.k8s.io/v1\nkind: Policy\n';
const read = (text: string) => readAuditPolicy(Buffer.from(HEAD + text));

test('a policy is read, with what it leaves out filled in', async () => {
  const policy = await read(
    'omitStages: [RequestReceived]\nrules:\n- level: Request\n  resources: [{group: "", resources: [pods/*]}]\n- level: None\n  nonResourceURLs: [/healthz*]\n',
  );
  assert.deepEqual(policy.omitStages, ['RequestReceived']);
  assert.equal(policy.omitManagedFields, false);
  assert.deepEqual(policy.rules[0]!.resources, [{ group: '', resources: ['pods/*'], resourceNames: [] }]);
  assert.deepEqual(policy.rules[1]!.nonResourceURLs, ['/healthz*']);
});

for (const [what, text, message] of [
  ['no rules', 'rules: []', /illegal policy with 0 rules/],
  [
    'a version beside the group',
    'rules: [{level: None, resources: [{group: apps/v1}]}]',
    /^rules\[0\]\.resources\.group: Invalid value: "apps\/v1": a lowercase RFC 1123 subdomain must/,
  ],
  [
    'a star for the group',
    'rules: [{level: None, resources: [{group: "*"}]}]',
    /resources\.group: Invalid value: "\*"/,
  ],
  ['no level', 'rules: [{}]', /^rules\[0\]\.level: Required value$/],
  [
    'an unknown level',
    'rules: [{level: Some}]',
    /rules\[0\]\.level: Unsupported value: "Some": supported values: "None"/,
  ],
  [
    'an unknown stage',
    'omitStages: [Done]\nrules: [{level: None}]',
    /^omitStages\[0\]: Invalid value: "Done": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic$/,
  ],
  ['an unknown field', 'rules: [{level: None, verb: [get]}]', /unknown field "rules\[0\]\.verb"/],
  ['a path without a slash', 'rules: [{level: None, nonResourceURLs: [x]}]', /must begin with a '\/' character/],
  [
    'neither slash nor end',
    'rules: [{level: None, nonResourceURLs: [x*y]}]',
    /^\[rules\[0\]\.nonResourceURLs\[0\]: Invalid value: "x\*y": .* '\/' character, rules\[0\]\.nonResourceURLs\[0\]: Invalid value/,
  ],
  ['a star inside', 'rules: [{level: None, nonResourceURLs: [/x*/y]}]', /must be the final character of the rule/],
  [
    'paths and resources',
    'rules: [{level: None, nonResourceURLs: [/x], namespaces: [a]}]',
    /cannot apply to both regular resources and non-resource URLs/,
  ],
  [
    'names without resources',
    'rules: [{level: None, resources: [{group: "", resourceNames: [a]}]}]',
    /rules\[0\]\.resources\.resourceNames: Invalid value: \["a"\]: using resourceNames requires at least one resource/,
  ],
] as const) {
  test(`${what} is refused`, async () => {
    await assert.rejects(read(text), { name: 'ConfigError', message });
  });
}
