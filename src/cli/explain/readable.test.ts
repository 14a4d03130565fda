import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AdmissionExplanationStatus } from '../../api/admission-explanation.ts';
import { WIDTH } from '../wrap.ts';
import { fieldOf } from './changes.ts';
import { parseManifests } from './manifests.ts';
import { readable } from './readable.ts';

const status: AdmissionExplanationStatus = {
  admitted: false,
  requester: { username: 'admin', groups: ['system:masters'], credentialID: 'JTI=1' },
  user: { username: 'jane', groups: ['dev'] },
  request: {
    operation: 'Create',
    group: 'apps',
    version: 'v1',
    resource: 'deployments',
    namespace: 'shop',
    name: 'web',
  },
  authorization: { allowed: true, authorizers: [{ authorizer: 'masters', decision: 'Allow' }] },
  changes: [
    {
      by: 'MutatingAdmissionWebhook',
      author: 'hook.example.com',
      patch: [
        { op: 'replace', path: '/spec/replicas', value: 2, oldValue: 1 },
        { op: 'remove', path: '/metadata/annotations/example.com~1x', oldValue: 'y' },
        { op: 'add', path: '/spec/template/spec/volumes', value: [{ name: 'a', emptyDir: {} }] },
      ],
    },
  ],
  refusals: [
    {
      step: 'Admission',
      by: 'ResourceQuota',
      code: 403,
      reason: 'Forbidden',
      message: `too much ${'of everything '.repeat(10)}`,
      remedy: 'Ask for less.',
    },
  ],
  quotas: [{ name: 'team', resources: [{ name: 'pods', requested: '1', used: '2', hard: '2', left: '-1' }] }],
};

test('an explanation reads layer by layer', () => {
  assert.equal(
    readable(status),
    `no: ResourceQuota refuses deployments.apps web in the namespace shop

Who you are:
  jane, as whom admin asks
  groups: dev
  proved by JTI=1

Why you may:
  masters allows it

What was changed:
  MutatingAdmissionWebhook: hook.example.com
    ~ spec.replicas: 1 -> 2
    - metadata.annotations["example.com/x"]: y
    + spec.template.spec.volumes:
        - name: a
          emptyDir: {}

Why it is refused:
  too much of everything of everything of everything of everything of everything
    of everything of everything of everything of everything of everything

  To satisfy it:
    Ask for less.

Quotas, with this in it:
  QUOTA   RESOURCE   ASKED   USED   OF   LEFT
  team    pods       1       2      2    -1
`,
  );
});

test('it fits into 80 columns', () => {
  const long = 'word '.repeat(60);
  const text = readable({ ...status, warnings: [long], user: { username: 'jane', groups: long.trim().split(' ') } });
  assert.ok(text.split('\n').every((line) => line.length <= WIDTH));
});

test('fields are named as people name them', () => {
  assert.equal(fieldOf('/spec/containers/0/image'), 'spec.containers[0].image');
  assert.equal(fieldOf('/metadata/labels/app.example.com~1a~0b'), 'metadata.labels["app.example.com/a~b"]');
});

const manifests: readonly [text: string, names: readonly string[]][] = [
  ['kind: A\nmetadata: {name: one}\n---\n# nothing\n---\nkind: B\nmetadata: {name: two}\n', ['one', 'two']],
  ['{"kind": "List", "items": [{"metadata": {"name": "one"}}, {"metadata": {"name": "two"}}]}', ['one', 'two']],
  ['metadata:\n  name: one\n  annotations:\n    x: "---"\n', ['one']],
];
for (const [text, names] of manifests) {
  test(`manifests: ${JSON.stringify(text)}`, async () => {
    const objects = await parseManifests(text);
    assert.deepEqual(
      objects.map(({ metadata }) => metadata.name),
      names,
    );
  });
}

for (const text of ['', '---\n', '- a\n', 'text']) {
  test(`no manifest: ${JSON.stringify(text)}`, async () => {
    await assert.rejects(parseManifests(text), /no object/);
  });
}
