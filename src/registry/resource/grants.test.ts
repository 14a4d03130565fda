import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openRbacTestApi, type RbacTestApi } from '../../assembly/testing-rbac.ts';
import { binding, group, role, user } from '../../authorization/rbac/testing.ts';

const GROUP = 'resource.k8s.io';
const PATH = `/apis/${GROUP}/v1/namespaces`;
const ADMIN =
  'admin access to devices requires the `resource.kubernetes.io/admin-access: true` label on the containing namespace';
const may = (resource: string, ...verbs: string[]) => ({ apiGroups: [GROUP], resources: [resource], verbs });
const NODE = 'n';
const RESULT = { request: 'gpu', driver: 'd.example.com', pool: 'p', device: 'dev-0' };
const DEVICE = { driver: 'd.example.com', pool: 'p', device: 'dev-0' };
const onNode = (name: string) => ({
  nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }],
});
const allocation = (change: object = {}) => ({ devices: { results: [RESULT] }, nodeSelector: onNode(NODE), ...change });

/** Everybody may write statuses: the scheduler, drivers here and anywhere, and somebody. */
const OBJECTS = [
  role('', 'writer', may('resourceclaims/status', 'update')),
  role('', 'scheduler', may('resourceclaims/binding', 'update')),
  role('a', 'anywhere', { ...may('resourceclaims/driver', 'arbitrary-node:update'), resourceNames: ['d.example.com'] }),
  role('a', 'here', may('resourceclaims/driver', 'associated-node:update')),
  binding('', 'writers', 'ClusterRole/writer', group('writers')),
  binding('', 'scheduler', 'ClusterRole/scheduler', user('scheduler')),
  binding('a', 'anywhere', 'Role/anywhere', user('controller')),
  binding('a', 'here', 'Role/here', user('system:serviceaccount:a:driver')),
];

const claim = (name: string, namespace: string, exactly: object = {}) => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'ResourceClaim',
  metadata: { name, namespace },
  spec: { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'c', ...exactly } }] } },
});

describe('rights of their own', () => {
  let api: RbacTestApi;
  before(async () => {
    api = await openRbacTestApi({ namespaces: ['a', 'plain'] });
    await api.add(...OBJECTS);
    const labels = { 'resource.kubernetes.io/admin-access': 'true' };
    await api.call('POST', '/api/v1/namespaces', { metadata: { name: 'marked', labels } });
  });
  after(() => api.close());

  const causes = ({ body }: any): string[] =>
    body.details.causes.map(({ field, message }: any) => `${field}: ${message}`);
  /** A claim with a status, which somebody then replaces. */
  const replaced = async (who: string, name: string, from: object, to: object, extra: Record<string, string> = {}) => {
    const path = `${PATH}/a/resourceclaims/${name}`;
    await api.call('POST', `${PATH}/a/resourceclaims`, claim(name, 'a'));
    const stored = await api.call('PUT', `${path}/status`, { ...claim(name, 'a'), status: from });
    assert.equal(stored.status, 200, stored.text);
    return api.call(
      'PUT',
      `${path}/status`,
      { ...claim(name, 'a'), status: to },
      {
        'impersonate-user': who,
        'impersonate-group': 'writers',
        ...extra,
      },
    );
  };

  test('administrators use devices in namespaces that are marked for it', async () => {
    const create = (namespace: string) =>
      api.call('POST', `${PATH}/${namespace}/resourceclaims`, claim('admin', namespace, { adminAccess: true }));
    assert.equal((await create('marked')).status, 201);
    assert.deepEqual(causes(await create('plain')), [`spec.devices.requests[0].adminAccess: Forbidden: ${ADMIN}`]);
    const { spec } = claim('', '', { adminAccess: true });
    const template = { metadata: { name: 't', namespace: 'plain' }, spec: { spec } };
    assert.deepEqual(causes(await api.call('POST', `${PATH}/plain/resourceclaimtemplates`, template)), [
      `spec.devices.requests[0].adminAccess: Forbidden: ${ADMIN}`,
    ]);
    const granted = { allocation: allocation({ devices: { results: [{ ...RESULT, adminAccess: true }] } }) };
    assert.deepEqual(causes(await replaced('scheduler', 'admin', {}, granted)), [
      `status.allocation.devices.results[0].adminAccess: Forbidden: ${ADMIN}`,
    ]);
  });

  test('the scheduler binds', async () => {
    const bound = { allocation: allocation(), reservedFor: [{ resource: 'pods', name: 'p', uid: 'u' }] };
    assert.equal((await replaced('scheduler', 'bound', {}, bound)).status, 200);
    assert.equal((await replaced('jane', 'kept', bound, bound)).status, 200, 'nothing is changed');
    assert.deepEqual(causes(await replaced('jane', 'unbound', {}, bound)), [
      'status: Forbidden: changing status.allocation or status.reservedFor requires resource="resourceclaims/binding", verb="update" permission: ' +
        'resourceclaims.resource.k8s.io is forbidden: User "jane" cannot update resource "resourceclaims/binding" in API group "resource.k8s.io" at the cluster scope',
    ]);
  });

  const HERE = { 'impersonate-extra-authentication.kubernetes.io%2fnode-name': NODE };
  const ELSEWHERE = { 'impersonate-extra-authentication.kubernetes.io%2fnode-name': 'm' };
  const DRIVER = 'system:serviceaccount:a:driver';
  const drivers: readonly (readonly [what: string, who: string, extra: Record<string, string>, allowed: boolean])[] = [
    ['a driver of the node', DRIVER, HERE, true],
    ['a driver of another node', DRIVER, ELSEWHERE, false],
    ['a driver of no node', DRIVER, {}, false],
    ['a driver that runs anywhere', 'controller', {}, true],
    ['somebody', 'jane', HERE, false],
  ];
  for (const [index, [what, who, extra, allowed]] of drivers.entries()) {
    test(`${what} ${allowed ? 'tells' : 'does not tell'} of its devices`, async () => {
      const bound = { allocation: allocation() };
      const told = { ...bound, devices: [DEVICE] };
      const answer = await replaced(who, `told-${index}`, bound, told, extra);
      if (allowed) return assert.equal(answer.status, 200, answer.text);
      return assert.deepEqual(causes(answer), [
        `status.devices: Forbidden: changing status.devices requires resource="resourceclaims/driver", verb="[arbitrary-node:update]" permission: resourceclaims.resource.k8s.io "d.example.com" is forbidden: User "${who}" cannot arbitrary-node:update resource "resourceclaims/driver" in API group "resource.k8s.io" in the namespace "a"`,
      ]);
    });
  }

  test('what is no longer told of is a change as well', async () => {
    const told = { allocation: allocation(), devices: [DEVICE] };
    assert.equal((await replaced('jane', 'same', told, told)).status, 200);
    assert.equal((await replaced('jane', 'gone', told, { allocation: allocation() })).status, 422);
  });

  test('both verbs are asked for on the node', async () => {
    const bound = { allocation: allocation() };
    const account = 'system:serviceaccount:a:other';
    const [cause] = causes(await replaced(account, 'both', bound, { ...bound, devices: [DEVICE] }, HERE));
    assert.match(cause!, /verb="\[associated-node:update arbitrary-node:update\]".* cannot associated-node:update /);
  });
});
