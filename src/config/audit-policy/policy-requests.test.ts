import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPolicyRequests } from './policy-requests.ts';

const HEAD = 'apiVersion: allium.dev/v1alpha1\nkind: AuditRequestList\nrequests:\n';
const read = (text: string) => readPolicyRequests(Buffer.from(HEAD + text));

test('a request of a subresource, of a user in a group', async () => {
  const [one] = await read(
    '- {user: jane, groups: [dev], verb: create, group: apps, resource: deployments/scale, namespace: a, name: w}',
  );
  assert.equal(one!.words, 'jane create deployments/scale.apps w -n a');
  assert.deepEqual(one!.request.user, { name: 'jane', groups: ['dev', 'system:authenticated'] });
  const { info } = one!.request;
  assert.ok(info.isResourceRequest);
  assert.deepEqual([info.resource, info.subresource, info.group], ['deployments', 'scale', 'apps']);
});

for (const [what, text, message] of [
  ['no verb', '- {path: /x}', /^requests\[0\]\.verb: Required value$/],
  ['neither resource nor path', '- {verb: get}', /requests\[0\]\.path: Invalid value/],
  ['both', '- {verb: get, path: /x, resource: pods}', /not both/],
  ['a path without a slash', '- {verb: get, path: x}', /must begin with a '\/'/],
  ['an unknown field', '- {verb: get, paht: /x}', /unknown field "requests\[0\]\.paht"/],
] as const) {
  test(`${what} is refused`, () => assert.rejects(read(text), { name: 'ConfigError', message }));
}
