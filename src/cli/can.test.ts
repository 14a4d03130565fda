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

test('allium who-can, in 80 columns', () => {
  const robot = grant.subject;
  const has = { way: 'Grant', message: 'has ClusterRole reader by RoleBinding a/readers', grants: [grant] } as const;
  const runs = {
    way: 'RunPod',
    message: 'can create deployments.apps that run as ServiceAccount a/robot',
    as: robot,
    grants: [grant, grant],
  } as const;
  const holders = [
    { subject: robot, steps: [has] },
    { subject: { kind: 'User', name: 'eve' }, steps: [runs, has] },
  ];
  const expected = (end: string) => `Who can get pods:

ServiceAccount a/robot
  has ClusterRole reader by RoleBinding a/readers

User eve
  can create deployments.apps that run as ServiceAccount a/robot, having
    ClusterRole reader by RoleBinding a/readers
  who has ClusterRole reader by RoleBinding a/readers

${end}
`;
  assert.equal(listing('get pods', { holders, total: 2 }), expected('2 in all.'));
  assert.equal(listing('get pods', { holders, total: 5 }), expected('2 of 5; --all shows the others.'));
  assert.match(listing('get pods', { holders, total: 2, incomplete: true }), /2 in all\.\nThere may be others: /);
});
