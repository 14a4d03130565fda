import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../assembly/testing.ts';

const COLLECTION = '/api/v1/namespaces/default/configmaps';
let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const configMap = (metadata: object, more: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, ...more });

test('a created object gets its uid, its time and a resourceVersion, whatever the client sent', async () => {
  const metadata = {
    name: 'a',
    uid: 'mine',
    resourceVersion: '',
    creationTimestamp: '2001-01-01T00:00:00Z',
    generation: 7,
  };
  const { status, body } = await api.call('POST', COLLECTION, configMap(metadata));
  assert.equal(status, 201);
  assert.notEqual(body.metadata.uid, 'mine');
  assert.notEqual(body.metadata.creationTimestamp, metadata.creationTimestamp);
  // Kept where it is not counted, as kube-apiserver does.
  assert.equal(body.metadata.generation, 7);
  assert.match(body.metadata.resourceVersion, /^\d+$/);
  assert.deepEqual((await api.call('GET', `${COLLECTION}/a`)).body, body);
});

test('status sent on create is dropped where the strategy says so', async () => {
  const { body } = await api.call('POST', '/apis/apps/v1/namespaces/default/deployments', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'd' },
    spec: {
      selector: { matchLabels: { app: 'd' } },
      template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
    },
    status: { replicas: 9 },
  });
  assert.deepEqual(body.status, {});
  assert.equal(body.metadata.generation, 1);
});

test('generateName is the name of what only names can tell apart', async () => {
  const collection = '/apis/networking.k8s.io/v1/ipaddresses';
  const spec = { parentRef: { resource: 'services', name: 'a', namespace: 'default' } };
  const { status, body } = await api.call('POST', collection, { metadata: { generateName: '10.9.8.7' }, spec });
  assert.deepEqual([status, body.metadata.name], [201, '10.9.8.7']);
});

test('what is wrong with an event is told of the kind of the core, whichever group was asked', async () => {
  const collection = '/apis/events.k8s.io/v1/namespaces/default/events';
  const refused = await api.call('POST', collection, { metadata: { name: 'e' } });
  assert.match(refused.body.message, /^Event "e" is invalid: /);
  assert.equal(refused.body.details.group, undefined);
  const missing = await api.call('GET', `${collection}/e`);
  assert.equal(missing.body.message, 'events.events.k8s.io "e" not found');
});

test('generateName draws a name, and again while it is taken', async () => {
  const first = await api.call('POST', COLLECTION, configMap({ generateName: 'gen-' }));
  const second = await api.call('POST', COLLECTION, configMap({ generateName: 'gen-' }));
  assert.match(first.body.metadata.name, /^gen-.{5}$/);
  assert.notEqual(first.body.metadata.name, second.body.metadata.name);
});

test('a name that is taken is told to be, and that its holder is going', async () => {
  const finalizers = ['example.com/hold'];
  await api.call('POST', COLLECTION, configMap({ name: 'taken', finalizers }));
  const again = () => api.call('POST', COLLECTION, configMap({ name: 'taken' }));
  assert.equal((await again()).body.message, 'configmaps "taken" already exists');
  await api.call('DELETE', `${COLLECTION}/taken`);
  const { status, body } = await again();
  assert.equal(status, 409);
  assert.equal(body.message, 'object is being deleted: configmaps "taken" already exists');
  const prefixed = await api.call('POST', COLLECTION, configMap({ name: 'taken', generateName: 'gen-' }));
  assert.match(prefixed.body.message, /the server was not able to generate a unique name for the object$/);
});

test('a dry run answers what would be stored and stores nothing', async () => {
  const { status, body } = await api.call('POST', `${COLLECTION}?dryRun=All`, configMap({ name: 'dry' }));
  assert.equal(status, 201);
  assert.equal(body.metadata.resourceVersion, undefined);
  assert.equal((await api.call('GET', `${COLLECTION}/dry`)).status, 404);
});

test('nothing is stored when the answer could not be given', async () => {
  const refused = await api.call('POST', COLLECTION, configMap({ name: 'unseen' }), { accept: 'text/html' });
  assert.equal(refused.status, 406);
  assert.equal((await api.call('GET', `${COLLECTION}/unseen`)).status, 404);
});

for (const [what, namespace, metadata, status, message] of [
  ['a missing namespace', 'nowhere', { name: 'x' }, 404, /^namespaces "nowhere" not found$/],
  ['a taken name', 'default', { name: 'a' }, 409, /^configmaps "a" already exists$/],
  ['another namespace', 'default', { name: 'x', namespace: 'y' }, 400, /^the namespace of the provided object/],
  ['no name', 'default', {}, 422, /metadata\.name: Required value: name or generateName is required/],
  ['a name that is a path', 'default', { name: '../x' }, 422, /metadata\.name: Invalid value: "\.\.\/x"/],
  ['a prefix that is a path', 'default', { generateName: 'a/' }, 422, /metadata\.generateName: Invalid value: "a\/"/],
  [
    'a version',
    'default',
    { name: 'x', resourceVersion: '7' },
    500,
    /^resourceVersion should not be set on objects to be created$/,
  ],
] as const) {
  test(`an object with ${what} is refused`, async () => {
    const answer = await api.call('POST', `/api/v1/namespaces/${namespace}/configmaps`, configMap(metadata));
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.body.message, message);
  });
}

test('generated names stay within the length of a label', async () => {
  const { body } = await api.call('POST', COLLECTION, configMap({ generateName: 'n'.repeat(80) }));
  assert.match(body.metadata.name, /^n{58}.{5}$/);
});

const CLUSTER_ROLES = '/apis/rbac.authorization.k8s.io/v1/clusterroles';
const written: { name: string; method: string; path: string; type: string; status: number }[] = [
  { name: 'created', method: 'POST', path: CLUSTER_ROLES, type: 'application/json', status: 201 },
  { name: 'replaced', method: 'PUT', path: `${CLUSTER_ROLES}/inside`, type: 'application/json', status: 200 },
  {
    name: 'merged',
    method: 'PATCH',
    path: `${CLUSTER_ROLES}/inside`,
    type: 'application/merge-patch+json',
    status: 200,
  },
  {
    name: 'applied',
    method: 'PATCH',
    path: `${CLUSTER_ROLES}/inside?fieldManager=test`,
    type: 'application/apply-patch+yaml',
    status: 200,
  },
];
for (const { name, method, path, type, status } of written) {
  test(`an object of a cluster has no namespace, whatever it says: ${name}`, async () => {
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'inside', namespace: 'other' },
    };
    const { status: got, body } = await api.call(method, path, role, { 'content-type': type });
    assert.deepEqual([got, body.metadata.namespace], [status, undefined]);
  });
}

test('who creates an object owns nothing of what only the server says of it', async () => {
  const asked = { uid: 'u', selfLink: '/a', deletionTimestamp: '2020-01-01T00:00:00Z', deletionGracePeriodSeconds: 5 };
  const { status, body } = await api.call('POST', COLLECTION, configMap({ name: 'server-metadata', ...asked }));
  assert.deepEqual([status, body.metadata.managedFields], [201, undefined]);
});

test('prototype keys are data like any other', async () => {
  const body =
    '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"proto","labels":{"constructor":"x"}},"data":{"__proto__":"a","prototype":"b"}}';
  const created = await api.call('POST', COLLECTION, body);
  assert.equal(created.status, 201);
  const read = await api.call('GET', `${COLLECTION}/proto`);
  assert.match(read.text, /"__proto__":"a"/);
  assert.equal(({} as any).a, undefined);
});
