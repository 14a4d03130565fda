import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openRbacTestApi, type RbacTestApi } from '../../assembly/testing-rbac.ts';
import { binding, group, role, user } from '../../authorization/rbac/testing.ts';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';
const RBAC_GROUP = 'rbac.authorization.k8s.io';
const all = (resources: string[], ...verbs: string[]) => ({ apiGroups: [RBAC_GROUP], resources, verbs });
const WRITERS = ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'];
const PODS = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] };
const NODES = { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list'] };

/** ada may write roles and bindings, and holds pods: in `a` by a role, everywhere else nothing. */
const OBJECTS = [
  role('', 'writer', all(WRITERS, 'create', 'update', 'patch')),
  role('a', 'pods', PODS),
  role('', 'nodes', NODES, { nonResourceURLs: ['/x'], verbs: ['get'] }),
  role('', 'escalator', { ...all(['clusterroles'], 'escalate'), resourceNames: ['mine'] }),
  role('', 'binder', { ...all(['clusterroles'], 'bind'), resourceNames: ['nodes'] }),
  role(
    '',
    'everything',
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    { nonResourceURLs: ['*'], verbs: ['*'] },
  ),
  binding('', 'writers', 'ClusterRole/writer', group('writers')),
  binding('a', 'pods', 'Role/pods', user('ada')),
  binding('', 'escalators', 'ClusterRole/escalator', user('eve')),
  binding('a', 'binders', 'ClusterRole/binder', user('bea')),
  binding('', 'masters', 'ClusterRole/everything', user('root')),
];

const lacks = (who: string, ...rules: string[]) =>
  `user "${who}" (groups=["writers" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n${rules.join('\n')}`;
const LACKS_NODES = '{APIGroups:[""], Resources:["nodes"], Verbs:["get" "list"]}';

describe('who grants holds', () => {
  let api: RbacTestApi;
  before(async () => {
    api = await openRbacTestApi({ namespaces: ['a', 'b'] });
    await api.add(...OBJECTS);
  });
  after(() => api.close());

  const pathOf = ({ kind, metadata }: any) =>
    `${metadata.namespace === undefined ? RBAC : `${RBAC}/namespaces/${metadata.namespace}`}/${kind.toLowerCase()}s`;
  const create = (who: string, object: any) => api.as(who, 'writers')('POST', pathOf(object), object);

  const creates: [string, string, object, number, string?][] = [
    ['what one holds', 'ada', role('a', 'r1', PODS), 201],
    ['nothing', 'ada', role('b', 'r1'), 201],
    [
      'what one holds elsewhere',
      'ada',
      role('b', 'r2', PODS),
      403,
      `roles.rbac.authorization.k8s.io "r2" is forbidden: ${lacks('ada', '{APIGroups:[""], Resources:["pods"], Verbs:["get" "list"]}')}`,
    ],
    [
      'what one does not hold',
      'ada',
      role('', 'r3', NODES, { ...NODES, resourceNames: ['n'] }, { nonResourceURLs: ['/x'], verbs: ['get'] }),
      403,
      `clusterroles.rbac.authorization.k8s.io "r3" is forbidden: ${lacks(
        'ada',
        '{APIGroups:[""], Resources:["nodes"], ResourceNames:["n"], Verbs:["get"]}',
        '{APIGroups:[""], Resources:["nodes"], ResourceNames:["n"], Verbs:["list"]}',
        LACKS_NODES,
        '{NonResourceURLs:["/x"], Verbs:["get"]}',
      )}`,
    ],
    ['more, by name on create: the path has none', 'eve', role('', 'mine', NODES), 403],
    ['a binding to a role that one holds', 'ada', binding('a', 'b1', 'Role/pods', user('x')), 201],
    [
      'a binding to a role that one does not hold',
      'ada',
      binding('a', 'b2', 'ClusterRole/nodes', user('ada')),
      403,
      `rolebindings.rbac.authorization.k8s.io "b2" is forbidden: ${lacks('ada', LACKS_NODES, '{NonResourceURLs:["/x"], Verbs:["get"]}')}`,
    ],
    ['a binding that one may make', 'bea', binding('a', 'b3', 'ClusterRole/nodes', user('x')), 201],
    ['a binding that one may make elsewhere', 'bea', binding('b', 'b3', 'ClusterRole/nodes', user('x')), 403],
    ['such a binding for the cluster', 'bea', binding('', 'b3', 'ClusterRole/nodes', user('x')), 403],
    [
      'a binding to no role',
      'ada',
      binding('a', 'b4', 'ClusterRole/missing', user('x')),
      404,
      'clusterroles.rbac.authorization.k8s.io "missing" not found',
    ],
    [
      'a binding to a role of no namespace',
      'ada',
      binding('b', 'b4', 'Role/pods', user('x')),
      404,
      'roles.rbac.authorization.k8s.io "pods" not found',
    ],
    ['a binding of a kind that nobody knows', 'ada', binding('a', 'b5', 'Robot/r', user('x')), 422],
    ['everything, by whom holds it', 'root', role('', 'r4', { apiGroups: ['x'], resources: ['y'], verbs: ['z'] }), 201],
    [
      'an aggregation',
      'ada',
      { ...role('', 'r5'), aggregationRule: { clusterRoleSelectors: [{ matchLabels: { x: 'y' } }] } },
      403,
      'clusterroles.rbac.authorization.k8s.io "r5" is forbidden: must have cluster-admin privileges to use the aggregationRule',
    ],
    [
      'an aggregation, by whom holds all',
      'root',
      { ...role('', 'r5'), aggregationRule: { clusterRoleSelectors: [{ matchLabels: { x: 'y' } }] } },
      201,
    ],
  ];
  for (const [name, who, object, status, message] of creates) {
    test(`${who} creates ${name}: ${status}`, async () => {
      const answer = await create(who, object);
      assert.equal(answer.status, status, answer.text);
      if (message !== undefined) assert.equal(answer.body.message, message);
    });
  }

  describe('CVE-2016-1905: by every way to write', () => {
    const of = (name: string, object: any) => `${pathOf(object)}/${name}`;
    const more = (name: string) => role('', name, NODES);
    const ways: [string, string, string, (name: string) => unknown, string][] = [
      ['update', 'PUT', '', more, 'application/json'],
      ['merge patch', 'PATCH', '', () => ({ rules: [NODES] }), 'application/merge-patch+json'],
      ['strategic patch', 'PATCH', '', () => ({ rules: [NODES] }), 'application/strategic-merge-patch+json'],
      ['JSON patch', 'PATCH', '', () => [{ op: 'add', path: '/rules', value: [NODES] }], 'application/json-patch+json'],
      ['apply', 'PATCH', '?fieldManager=t&force=true', more, 'application/apply-patch+yaml'],
      ['update as a dry run', 'PUT', '?dryRun=All', more, 'application/json'],
    ];
    before(() => api.add(role('', 'target'), role('', 'mine')));
    for (const [way, method, query, body, type] of ways) {
      test(way, async () => {
        const send = (who: string, name: string) =>
          api.as(who, 'writers')(method, `${of(name, more(name))}${query}`, body(name), { 'content-type': type });
        const refused = await send('ada', 'target');
        assert.equal(refused.status, 403, refused.text);
        assert.match(refused.body.message, /not currently held/);
        assert.equal((await send('eve', 'mine')).status, 200, 'who may escalate this very role');
        assert.equal((await send('eve', 'target')).status, 403);
      });
    }
    for (const [way, method, query, type] of [
      ['update', 'PUT', '', 'application/json'],
      ['apply', 'PATCH', '?fieldManager=t', 'application/apply-patch+yaml'],
    ] as const) {
      test(`${way} that creates`, async () => {
        const path = `${of('fresh', more('fresh'))}${query}`;
        const refused = await api.as('ada', 'writers')(method, path, more('fresh'), { 'content-type': type });
        assert.equal(refused.status, 403, refused.text);
        assert.match(refused.body.message, /not currently held/);
      });
    }
  });

  test('what changes nothing that is granted is let be', async () => {
    await api.add(role('', 'held by others', NODES));
    const path = `${RBAC}/clusterroles/held%20by%20others`;
    const patch = (metadata: object) =>
      api.as('ada', 'writers')('PATCH', path, { metadata }, { 'content-type': 'application/merge-patch+json' });
    assert.equal((await patch({ finalizers: ['example.com/x'] })).status, 200);
    assert.equal((await patch({ labels: { a: 'b' } })).status, 403);
  });
});
