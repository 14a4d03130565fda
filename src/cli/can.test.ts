import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Asked } from './access-question.ts';
import { readable } from './can.ts';
import { readable as listing } from './who-can.ts';

const asked: Asked = { resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'a' } };
const grant = {
  binding: { kind: 'RoleBinding', namespace: 'a', name: 'readers' },
  role: { kind: 'ClusterRole', name: 'reader' },
  subject: { kind: 'ServiceAccount', namespace: 'a', name: 'robot' },
  rule: { verbs: ['get', 'list'], apiGroups: ['', 'apps'], resources: ['pods'], resourceNames: ['one'] },
};

test('allium can: yes', () => {
  const authorizers = [
    { authorizer: 'masters', decision: 'NoOpinion' },
    { authorizer: 'rbac', decision: 'Allow', reason: 'RBAC: allowed by a binding' },
  ];
  assert.equal(
    readable('jane', asked, { allowed: true, authorizers, grants: [grant] }),
    `yes: jane may get pods in the namespace a

Asked in this order:
  masters has no opinion
  rbac allows it: allowed by a binding

Granted by:
  RoleBinding a/readers gives ClusterRole reader to ServiceAccount a/robot: get, list on pods of apps named one
`,
  );
});

test('allium can: no', () => {
  const nearMisses = [{ reason: 'OtherVerb', message: 'Role "a/r" allows list' } as const];
  assert.equal(
    readable('jane', asked, {
      allowed: false,
      authorizers: [{ authorizer: 'rbac', decision: 'NoOpinion' }],
      nearMisses,
    }),
    `no: jane may not get pods in the namespace a

Asked in this order:
  rbac has no opinion

Nearest to being granted:
  another verb: Role "a/r" allows list
`,
  );
});

test('allium who-can', () => {
  const robot = grant.subject;
  const has = { way: 'Grant', message: '', grants: [grant] } as const;
  const holders = [
    { subject: robot, steps: [has] },
    {
      subject: { kind: 'User', name: 'eve' },
      steps: [{ way: 'RunPod', message: '', as: robot, grants: [grant] } as const, has],
    },
  ];
  assert.equal(
    listing('get pods', { holders, incomplete: true }),
    `Who can get pods:

SUBJECT                  WAY      HOW
ServiceAccount a/robot   Grant    has ClusterRole reader by RoleBinding a/readers
User eve                 RunPod   can run pods as ServiceAccount a/robot, who has ClusterRole reader by RoleBinding a/readers

There are more than these 2.
`,
  );
});
