import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BindingObject, PolicyRule, RoleObject, Subject } from '../../api/rbac/objects.ts';
import { bindsAnother, reconciledBinding, reconciledRole } from './reconcile.ts';
import { on } from './rules.ts';

const GET = on('core', 'pods', 'get');
const LIST = on('core', 'pods', 'list');
const BOTH = on('core', 'pods secrets', 'get list watch');
const selectors = (...names: string[]) => ({
  aggregationRule: { clusterRoleSelectors: names.map((name) => ({ matchLabels: { [name]: 'true' } })) },
});

function role(rules: readonly PolicyRule[], more: object = {}, annotations: Record<string, string> = {}): RoleObject {
  return { apiVersion: 'x/v1', kind: 'ClusterRole', metadata: { name: 'r', annotations, labels: {} }, rules, ...more };
}

describe('a default role', () => {
  const cases: [string, RoleObject, RoleObject, RoleObject][] = [
    ['that is complete stays', role([GET, LIST]), role([LIST]), role([GET, LIST])],
    ['gets what it lacks', role([GET]), role([GET, LIST]), role([GET, LIST])],
    ['gets only the verbs that it lacks', role([GET]), role([on('core', 'pods', 'get list')]), role([GET, LIST])],
    ['may grant the same in other words', role([BOTH]), role([GET, LIST]), role([BOTH])],
    [
      'gets its annotations, but those that others have set stay',
      role([], {}, { a: 'theirs' }),
      role([], {}, { a: 'ours', b: 'ours' }),
      role([], {}, { a: 'theirs', b: 'ours' }),
    ],
    [
      'that does not want it stays',
      role([], {}, { 'rbac.authorization.kubernetes.io/autoupdate': 'false' }),
      role([GET]),
      role([], {}, { 'rbac.authorization.kubernetes.io/autoupdate': 'false' }),
    ],
    ['gets selectors', role([], selectors('x')), role([], selectors('y')), role([], selectors('x', 'y'))],
    ['keeps selectors', role([], selectors('x', 'y')), role([], selectors('y')), role([], selectors('x', 'y'))],
    ['begins to aggregate', role([GET]), role([], selectors('y')), role([GET], selectors('y'))],
    ['stops to aggregate', role([GET], selectors('x')), role([]), role([GET])],
  ];
  for (const [name, current, expected, result] of cases) {
    test(name, () => assert.deepEqual(reconciledRole(current, expected), result));
  }
});

const jane: Subject = { kind: 'User', apiGroup: 'x', name: 'jane' };
const bob: Subject = { kind: 'User', apiGroup: 'x', name: 'bob' };
const robot: Subject = { kind: 'ServiceAccount', name: 'robot', namespace: 'a' };

function binding(subjects: readonly Subject[], to = 'r', annotations: Record<string, string> = {}): BindingObject {
  const metadata = { name: 'b', annotations, labels: {} };
  return {
    apiVersion: 'x/v1',
    kind: 'ClusterRoleBinding',
    metadata,
    roleRef: { kind: 'ClusterRole', name: to },
    subjects,
  };
}

describe('a default binding', () => {
  test('gets the subjects that it lacks, and keeps others', () => {
    assert.deepEqual(reconciledBinding(binding([bob]), binding([jane, robot])), binding([bob, jane, robot]));
    assert.deepEqual(reconciledBinding(binding([robot, bob]), binding([robot])), binding([robot, bob]));
    assert.deepEqual(
      reconciledBinding(binding([{ ...robot, namespace: 'b' }]), binding([robot])).subjects,
      [{ ...robot, namespace: 'b' }, robot],
      'a namesake of another namespace is another',
    );
  });

  test('to another role has to be made anew, unless it is protected', () => {
    const opted = { 'rbac.authorization.kubernetes.io/autoupdate': 'false' };
    assert.equal(bindsAnother(binding([]), binding([jane])), false);
    assert.equal(bindsAnother(binding([], 'other'), binding([])), true);
    assert.equal(bindsAnother(binding([], 'other', opted), binding([])), false);
    assert.deepEqual(reconciledBinding(binding([], 'r', opted), binding([jane])).subjects, []);
  });
});
