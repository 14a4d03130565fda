import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { BindingObject, PolicyRule, RoleObject, Subject } from '../../api/rbac/objects.ts';
import type { Attributes, Decision } from '../authorizer.ts';
import { questionOf, ruleAllows } from './question.ts';
import { rbacAuthorizer } from './rbac-authorizer.ts';
import { RbacIndex } from './rbac-index.ts';
import { account, ask, binding, group, MemoryRbac, role, user } from './testing.ts';

const PODS: PolicyRule = { apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] };
const CONFIG: PolicyRule = { apiGroups: [''], resources: ['configmaps'], resourceNames: ['one'], verbs: ['get'] };

const source = new MemoryRbac(
  role(
    '',
    'everything',
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    { nonResourceURLs: ['*'], verbs: ['*'] },
  ),
  role('', 'scales', { apiGroups: ['*'], resources: ['*/scale'], verbs: ['get', 'update'] }),
  role('', 'paths', { nonResourceURLs: ['/healthz', '/logs/*'], verbs: ['get'] }),
  role('', 'pods', PODS),
  role('a', 'reader', PODS, CONFIG),
  role('a', 'scoped paths', { nonResourceURLs: ['/healthz'], verbs: ['get'] }),
  binding('', 'admins', 'ClusterRole/everything', group('admins')),
  binding('', 'scalers', 'ClusterRole/scales', user('scaler')),
  binding('', 'probes', 'ClusterRole/paths', user('probe'), group('probes')),
  binding('', 'lost', 'ClusterRole/gone', user('lost'), user('twice lost')),
  binding('', 'lost too', 'ClusterRole/gone too', user('twice lost')),
  binding('', 'a role of nowhere', 'Role/reader', user('nowhere')),
  binding('', 'accounts', 'ClusterRole/pods', account('robot', 'a'), account('of no namespace')),
  binding('a', 'readers', 'Role/reader', user('jane'), group('readers'), account('default')),
  binding('a', 'pods', 'ClusterRole/pods', account('robot', 'b')),
  binding('a', 'probe', 'Role/scoped paths', user('jane')),
  binding('a', 'lost', 'Role/gone', user('lost')),
);
const index = new RbacIndex(source);
const authorizer = rbacAuthorizer(index);
const decide = (attributes: Attributes) => authorizer.authorize(attributes) as Decision;

const ALLOWED: readonly [Attributes, string][] = [
  [
    ask('x', 'delete nodes', '', ['admins']),
    'ClusterRoleBinding "admins" of ClusterRole "everything" to Group "admins"',
  ],
  [
    ask('x', 'post /anything', '', ['admins']),
    'ClusterRoleBinding "admins" of ClusterRole "everything" to Group "admins"',
  ],
  [
    ask('scaler', 'get deployments/scale.apps', 'a'),
    'ClusterRoleBinding "scalers" of ClusterRole "scales" to User "scaler"',
  ],
  [ask('probe', 'get /logs/x'), 'ClusterRoleBinding "probes" of ClusterRole "paths" to User "probe"'],
  [ask('probe', 'get /logs/', '', ['probes']), 'ClusterRoleBinding "probes" of ClusterRole "paths" to User "probe"'],
  [ask('x', 'get /healthz', '', ['probes']), 'ClusterRoleBinding "probes" of ClusterRole "paths" to Group "probes"'],
  [ask('jane', 'list pods', 'a'), 'RoleBinding "readers/a" of Role "reader" to User "jane"'],
  [ask('jane', 'get pods/log p', 'a'), 'RoleBinding "readers/a" of Role "reader" to User "jane"'],
  [ask('jane', 'get configmaps one', 'a'), 'RoleBinding "readers/a" of Role "reader" to User "jane"'],
  [ask('x', 'get pods', 'a', ['y', 'readers']), 'RoleBinding "readers/a" of Role "reader" to Group "readers"'],
  [
    ask('system:serviceaccount:a:default', 'get pods', 'a'),
    'RoleBinding "readers/a" of Role "reader" to ServiceAccount "default/a"',
  ],
  [
    ask('system:serviceaccount:b:robot', 'get pods', 'a'),
    'RoleBinding "pods/a" of ClusterRole "pods" to ServiceAccount "robot/b"',
  ],
  [
    ask('system:serviceaccount:a:robot', 'get pods', 'z'),
    'ClusterRoleBinding "accounts" of ClusterRole "pods" to ServiceAccount "robot/a"',
  ],
];
const SILENT: readonly [Attributes, string][] = [
  [ask('jane', 'list pods', 'b'), ''],
  [ask('jane', 'list pods'), ''],
  [ask('jane', 'watch pods', 'a'), ''],
  [ask('jane', 'get pods/exec', 'a'), ''],
  [ask('jane', 'get pods.other', 'a'), ''],
  [ask('jane', 'get configmaps two', 'a'), ''],
  [ask('jane', 'get configmaps', 'a'), ''],
  [ask('jane', 'get /healthz'), ''],
  [ask('Jane', 'list pods', 'a'), ''],
  [ask('readers', 'get pods', 'a'), ''],
  [ask('scaler', 'get deployments.apps', 'a'), ''],
  [ask('scaler', 'get deployments/rescale.apps', 'a'), ''],
  [ask('probe', 'get /logs'), ''],
  [ask('probe', 'get /healthz/etcd'), ''],
  [ask('probe', 'post /healthz'), ''],
  [ask('nowhere', 'list pods', 'a'), 'RBAC: role.rbac.authorization.k8s.io "reader" not found'],
  [ask('system:serviceaccount::of no namespace', 'get pods'), ''],
  [ask('lost', 'get pods'), 'RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found'],
  [
    ask('lost', 'get pods', 'a'),
    'RBAC: [clusterrole.rbac.authorization.k8s.io "gone" not found, role.rbac.authorization.k8s.io "gone" not found]',
  ],
  [
    ask('twice lost', 'get pods'),
    'RBAC: [clusterrole.rbac.authorization.k8s.io "gone" not found, clusterrole.rbac.authorization.k8s.io "gone too" not found]',
  ],
];
const shown = ({ user: { name, groups }, verb, path, resource, namespace }: Attributes) =>
  `${[name, ...groups].join('+')} ${verb} ${path || resource} in "${namespace}"`;

describe('RBAC', () => {
  for (const [attributes, by] of ALLOWED) {
    test(`allows ${shown(attributes)}`, () =>
      assert.deepEqual(decide(attributes), { outcome: 'allow', reason: `RBAC: allowed by ${by}` }));
  }
  for (const [attributes, reason] of SILENT) {
    test(`has no opinion on ${shown(attributes)}`, () =>
      assert.deepEqual(decide(attributes), { outcome: 'no-opinion', reason }));
  }

  test('tells rules in a namespace, each binding once', () => {
    const who = { name: 'jane', groups: ['readers'] };
    assert.deepEqual(authorizer.rulesFor!(who, 'a'), {
      resourceRules: [
        { verbs: PODS.verbs, apiGroups: [''], resources: PODS.resources },
        { verbs: CONFIG.verbs, apiGroups: [''], resources: CONFIG.resources, resourceNames: ['one'] },
      ],
      nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz'] }],
    });
    assert.deepEqual(authorizer.rulesFor!(who, 'b'), { resourceRules: [], nonResourceRules: [] });
  });
});

describe('RBAC follows what is stored', () => {
  const attributes = ask('jane', 'get secrets', 'a');
  const steps: readonly [string, (live: MemoryRbac) => void, Decision['outcome']][] = [
    ['a binding to a role to come', (live) => live.put(binding('a', 'b', 'Role/r', user('jane'))), 'no-opinion'],
    ['its role', (live) => live.put(role('a', 'r', { ...PODS, resources: ['secrets'] })), 'allow'],
    ['the role grants less', (live) => live.put(role('a', 'r', PODS)), 'no-opinion'],
    ['the role grants it again', (live) => live.put(role('a', 'r', { ...PODS, resources: ['secrets'] })), 'allow'],
    ['the binding is of another', (live) => live.put(binding('a', 'b', 'Role/r', user('bob'))), 'no-opinion'],
    ['the binding is hers again', (live) => live.put(binding('a', 'b', 'Role/r', user('bob'), user('jane'))), 'allow'],
    ['the binding goes', (live) => live.remove(binding('a', 'b', 'Role/r')), 'no-opinion'],
    ['the binding comes back', (live) => live.put(binding('a', 'b', 'Role/r', user('jane'))), 'allow'],
    ['the role goes', (live) => live.remove(role('a', 'r')), 'no-opinion'],
  ];
  const live = new MemoryRbac();
  const following = new RbacIndex(live);
  for (const [name, change, outcome] of steps) {
    test(name, () => {
      change(live);
      assert.equal((rbacAuthorizer(following).authorize(attributes) as Decision).outcome, outcome);
    });
  }

  test('until it is closed', () => {
    following.close();
    live.put(role('a', 'r', { ...PODS, resources: ['secrets'] }));
    assert.equal((rbacAuthorizer(following).authorize(attributes) as Decision).outcome, 'no-opinion');
  });
});

/** The same decision without any index: every rule of every binding, one after the other. */
function decideSlowly(objects: readonly (RoleObject | BindingObject)[], attributes: Attributes): boolean {
  const { user: who, namespace } = attributes;
  const concerns = ({ kind, name = '', namespace: home }: Subject, at: string) =>
    (kind === 'User' && who.name === name) ||
    (kind === 'Group' && who.groups.includes(name)) ||
    (kind === 'ServiceAccount' && (home ?? at) !== '' && who.name === `system:serviceaccount:${home ?? at}:${name}`);
  return objects.some((one) => {
    const { roleRef, subjects = [], metadata } = one as BindingObject;
    const at = metadata.namespace ?? '';
    if (!roleRef || (at !== '' && at !== namespace)) return false;
    if (!subjects.some((subject) => concerns(subject, at))) return false;
    const referred = objects.find(
      (other) =>
        other.kind === roleRef.kind &&
        other.metadata.name === roleRef.name &&
        (roleRef.kind === 'ClusterRole' || other.metadata.namespace === at),
    ) as RoleObject | undefined;
    return (referred?.rules ?? []).some((rule) => ruleAllows(rule, questionOf(attributes)));
  });
}

describe('the index', () => {
  const pick = <T>(...values: T[]) => fc.constantFrom(...values);
  const some = <T>(...values: T[]) => fc.subarray(values, { minLength: 1, maxLength: 2 });
  const rule = fc.record({
    verbs: some('get', 'list', '*'),
    apiGroups: some('', 'apps', '*'),
    resources: some('pods', 'pods/log', '*/log', '*'),
    resourceNames: fc.subarray(['one']),
  });
  const namespace = pick('', 'a', 'b');
  const name = pick('x', 'y');
  const subject = fc.oneof(
    name.map(user),
    name.map(group),
    fc.tuple(name, pick('a', 'b', undefined)).map(([of, home]) => account(of, home)),
  );
  const object = fc.oneof(
    fc.tuple(namespace, name, fc.array(rule, { maxLength: 2 })).map(([at, of, rules]) => role(at, of, ...rules)),
    fc
      .tuple(namespace, name, pick('ClusterRole', 'Role'), name, fc.array(subject, { maxLength: 3 }))
      .map(([at, of, kind, referred, subjects]) => binding(at, of, `${kind}/${referred}`, ...subjects)),
  );
  const attributes = fc
    .tuple(
      pick('x', 'y', 'system:serviceaccount:a:x', 'system:serviceaccount:b:y'),
      pick('get', 'list', 'watch'),
      pick('pods', 'pods/log', 'nodes', 'nodes/log', 'pods/log.apps'),
      pick('', 'one', 'two'),
      namespace,
      fc.subarray(['x', 'y']),
    )
    .map(([who, verb, resource, called, at, groups]) => ask(who, `${verb} ${resource} ${called}`, at, groups));

  test('decides as a walk through all bindings does, however they came', () => {
    fc.assert(
      fc.property(fc.array(object, { maxLength: 12 }), fc.array(attributes), (objects, questions) => {
        const live = new MemoryRbac();
        const following = new RbacIndex(live);
        for (const one of objects) live.put(one);
        const stored = [...live.list('clusterroles'), ...live.list('roles')];
        const bindings = [...live.list('clusterrolebindings'), ...live.list('rolebindings')];
        const all = [...stored, ...bindings] as (RoleObject | BindingObject)[];
        for (const question of questions) {
          const { outcome } = rbacAuthorizer(following).authorize(question) as Decision;
          assert.equal(outcome === 'allow', decideSlowly(all, question));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('keeps nothing of bindings that are gone', () => {
    const live = new MemoryRbac();
    const following = new RbacIndex(live);
    const bound = binding('a', 'b', 'Role/r', user('x'), user('x'), group('g'), { kind: 'Robot', name: 'r' });
    live.put(bound);
    assert.equal(following.bindingsOf({ name: 'x', groups: ['g'] }, 'a').length, 1);
    live.remove(bound);
    assert.equal(following.bindingsOf({ name: 'x', groups: ['g'] }, 'a').length, 0);
    assert.equal([...following.bindings].length, 0);
  });
});
