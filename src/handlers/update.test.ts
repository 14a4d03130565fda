import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../assembly/testing.ts';

const COLLECTION = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

let count = 0;
const fresh = () => {
  count += 1;
  return `u-${count}`;
};
const configMap = (metadata: object, more: object = {}) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, ...more });
const created = async (more: object = {}) =>
  (await api.call('POST', COLLECTION, configMap({ name: fresh(), ...more }))).body;
const put = (object: any, query = '') => api.call('PUT', `${COLLECTION}/${object.metadata.name}${query}`, object);

const deployment = (name: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    selector: { matchLabels: { app: 'd' } },
    template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  },
});

test('an update stores the object under a new version and keeps what the server answers for', async () => {
  const before = await created();
  const { status, body } = await put({ ...before, data: { a: '1' }, metadata: { ...before.metadata, generation: 9 } });
  assert.equal(status, 200);
  assert.deepEqual(body.data, { a: '1' });
  assert.ok(Number(body.metadata.resourceVersion) > Number(before.metadata.resourceVersion));
  assert.equal(body.metadata.uid, before.metadata.uid);
  assert.equal(body.metadata.creationTimestamp, before.metadata.creationTimestamp);
  assert.equal(body.metadata.generation, undefined);
});

test('an update that says nothing new is not written', async () => {
  const before = await created();
  for (const object of [before, { ...before, metadata: { ...before.metadata, resourceVersion: '' } }]) {
    assert.equal((await put(object)).body.metadata.resourceVersion, before.metadata.resourceVersion);
  }
});

const CREATED_BY_PUT: readonly [path: string, object: object][] = [
  [
    '/apis/node.k8s.io/v1/runtimeclasses/r',
    { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'r' }, handler: 'h' },
  ],
  [
    '/apis/coordination.k8s.io/v1/namespaces/default/leases/put',
    { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'put' } },
  ],
];
for (const [path, object] of CREATED_BY_PUT) {
  test(`a PUT creates ${path}`, async () => {
    assert.equal((await api.call('PUT', path, object)).status, 201);
  });
}

test('a PUT creates no other kind', async () => {
  assert.equal((await put(configMap({ name: fresh() }))).status, 404);
});

test('a stale version is a conflict', async () => {
  const before = await created();
  await put({ ...before, data: { a: '1' } });
  const { status, body } = await put({ ...before, data: { a: '2' } });
  assert.equal(status, 409);
  const { name } = before.metadata;
  assert.equal(
    body.message,
    `Operation cannot be fulfilled on configmaps "${name}": the object has been modified; please apply your changes to the latest version and try again`,
  );
  assert.deepEqual(body.details, { name, kind: 'configmaps' });
});

for (const version of ['', '0', undefined]) {
  test(`resourceVersion ${JSON.stringify(version)} overwrites whatever is there`, async () => {
    const { metadata } = await created();
    const { status } = await put(configMap({ name: metadata.name, resourceVersion: version }, { data: { a: 'b' } }));
    assert.equal(status, 200);
  });
}

test('a version that is no number is an error', async () => {
  const { metadata } = await created();
  const { status, body } = await put(configMap({ name: metadata.name, resourceVersion: 'new' }));
  assert.equal(status, 500);
  assert.equal(body.message, 'strconv.ParseUint: parsing "new": invalid syntax');
});

test('a deletion is asked for by DELETE alone', async () => {
  const { metadata } = await created();
  const deletion = { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 0 };
  const { status, body } = await put(configMap({ name: metadata.name, ...deletion }));
  assert.equal(status, 422);
  assert.deepEqual(
    body.details.causes.map(({ field }: { field: string }) => field),
    ['metadata.deletionTimestamp', 'metadata.deletionGracePeriodSeconds'],
  );
});

test("another object's uid is a conflict", async () => {
  const { metadata } = await created();
  const { status, body } = await put(configMap({ name: metadata.name, uid: 'other' }));
  assert.equal(status, 409);
  assert.match(body.message, /Precondition failed: UID in precondition: other, UID in object meta: /);
});

test('a missing object is not found, but created where the kind allows it', async () => {
  assert.equal((await put(configMap({ name: 'nowhere' }))).status, 404);
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'r' }, rules: [] };
  const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/r';
  assert.equal((await api.call('PUT', path, role)).status, 201);
  assert.equal((await api.call('PUT', path, role)).status, 200);
  await api.call('DELETE', path);
  const versioned = (resourceVersion: string) => ({ ...role, metadata: { ...role.metadata, resourceVersion } });
  assert.equal((await api.call('PUT', path, versioned('new'))).status, 500);
  assert.equal((await api.call('PUT', path, versioned('7'))).status, 201);
});

test('a lease must say which version it replaces', async () => {
  const path = '/apis/coordination.k8s.io/v1/namespaces/default/leases';
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'l' }, spec: {} };
  const { body: before } = await api.call('POST', path, lease);
  const refused = await api.call('PUT', `${path}/l`, lease);
  assert.equal(refused.status, 422);
  assert.equal(
    refused.body.message,
    'leases.coordination.k8s.io "l" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  );
  assert.equal((await api.call('PUT', `${path}/l`, before)).status, 200);
  // A patch is done on the newest object, whose version it has.
  const merge = { 'content-type': 'application/merge-patch+json' };
  const patched = await api.call('PATCH', `${path}/l`, { spec: { leaseDurationSeconds: 9 } }, merge);
  assert.equal(patched.status, 200);
});

const SERVICE = { service: { namespace: 'default', name: 's' } };
for (const [group, kind, resource, name, fields] of [
  [
    'apiregistration.k8s.io',
    'APIService',
    'apiservices',
    'v1.a.b',
    {
      spec: {
        group: 'a.b',
        version: 'v1',
        groupPriorityMinimum: 1,
        versionPriority: 1,
        insecureSkipTLSVerify: true,
        ...SERVICE,
      },
    },
  ],
  ['admissionregistration.k8s.io', 'ValidatingWebhookConfiguration', 'validatingwebhookconfigurations', 'w', {}],
  ['admissionregistration.k8s.io', 'MutatingWebhookConfiguration', 'mutatingwebhookconfigurations', 'w', {}],
  ['storage.k8s.io', 'CSIDriver', 'csidrivers', 'd', { spec: {} }],
  ['storage.k8s.io', 'CSINode', 'csinodes', 'n', { spec: { drivers: [] } }],
] as const) {
  test(`so must one of ${resource}`, async () => {
    const path = `/apis/${group}/v1/${resource}`;
    const object = { apiVersion: `${group}/v1`, kind, metadata: { name }, ...fields };
    assert.equal((await api.call('POST', path, object)).status, 201);
    const refused = await api.call('PUT', `${path}/${name}`, object);
    assert.equal(refused.status, 422);
    assert.match(refused.body.message, /metadata\.resourceVersion: Invalid value: 0: must be specified for an update$/);
  });
}

for (const [what, change, message] of [
  ['name', { name: 'other' }, /^the name of the object \(other\) does not match the name on the URL/],
  ['namespace', { namespace: 'other' }, /^the namespace of the provided object does not match/],
] as const) {
  test(`another ${what} than the path's is refused`, async () => {
    const before = await created();
    const path = `${COLLECTION}/${before.metadata.name}`;
    const answer = await api.call('PUT', path, { ...before, metadata: { ...before.metadata, ...change } });
    assert.equal(answer.status, 400);
    assert.match(answer.body.message, message);
  });
}

test('a dry run answers the change and stores nothing', async () => {
  const before = await created();
  const { body } = await put({ ...before, data: { a: '1' } }, '?dryRun=All');
  assert.deepEqual(body.data, { a: '1' });
  assert.equal(body.metadata.resourceVersion, before.metadata.resourceVersion);
  assert.equal((await api.call('GET', `${COLLECTION}/${before.metadata.name}`)).body.data, undefined);
});

test('the generation counts changes of what is wanted; for deployments, of annotations too', async () => {
  const name = fresh();
  await api.call('POST', DEPLOYMENTS, deployment(name));
  const merge = { 'content-type': 'application/merge-patch+json' };
  const generation = async (patch: object, view = '') =>
    (await api.call('PATCH', `${DEPLOYMENTS}/${name}${view}`, patch, merge)).body.metadata.generation;
  assert.equal(await generation({ metadata: { labels: { a: 'b' } } }), 1);
  assert.equal(await generation({ spec: { replicas: 3 } }), 2);
  assert.equal(await generation({ spec: { replicas: 3 } }), 2);
  assert.equal(await generation({ status: { replicas: 3 } }, '/status'), 2);
  assert.equal(await generation({ metadata: { annotations: { a: 'b' } } }), 3);
});

test('the generation of endpoint slices counts changes of labels', async () => {
  const collection = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
  const name = fresh();
  await api.call('POST', collection, { metadata: { name }, addressType: 'IPv4' });
  const merge = { 'content-type': 'application/merge-patch+json' };
  const generation = async (patch: object) =>
    (await api.call('PATCH', `${collection}/${name}`, patch, merge)).body.metadata.generation;
  assert.equal(await generation({ metadata: { annotations: { a: 'b' } } }), 1);
  assert.equal(await generation({ metadata: { labels: { a: 'b' } } }), 2);
  assert.equal(await generation({ ports: [{ port: 80 }] }), 3);
});

test('status and spec are written through views of their own', async () => {
  const name = fresh();
  const { body: before } = await api.call('POST', DEPLOYMENTS, deployment(name));
  const changed = { ...before, spec: { ...before.spec, replicas: 5 }, status: { replicas: 2 } };
  const onStatus = await api.call('PUT', `${DEPLOYMENTS}/${name}/status`, changed);
  assert.deepEqual([onStatus.body.spec.replicas, onStatus.body.status.replicas], [1, 2]);
  const { resourceVersion } = onStatus.body.metadata;
  const renewed = { ...changed, metadata: { ...changed.metadata, resourceVersion }, status: { replicas: 7 } };
  const onSpec = await api.call('PUT', `${DEPLOYMENTS}/${name}`, renewed);
  assert.deepEqual([onSpec.body.spec.replicas, onSpec.body.status.replicas], [5, 2]);
  assert.equal((await api.call('GET', `${DEPLOYMENTS}/${name}/status`)).body.spec.replicas, 5);
  assert.equal((await api.call('PUT', `${DEPLOYMENTS}/nowhere/status`, deployment('nowhere'))).status, 404);
});

for (const type of ['application/merge-patch+json', 'application/strategic-merge-patch+json']) {
  test(`after a write of the status of what has no labels, ${type} still works`, async () => {
    const name = fresh();
    const { body } = await api.call('POST', DEPLOYMENTS, deployment(name));
    assert.equal(body.metadata.labels, undefined);
    await api.call('PUT', `${DEPLOYMENTS}/${name}/status`, { ...body, status: { replicas: 2 } });
    const patch = { spec: { replicas: 3 } };
    const patched = await api.call('PATCH', `${DEPLOYMENTS}/${name}`, patch, { 'content-type': type });
    assert.equal(patched.body.spec?.replicas, 3, patched.text);
  });
}

test('owner references that stand twice are taken once, and the client is told', async () => {
  const owner = { apiVersion: 'v1', kind: 'Secret', name: 's', uid: 'u-1' };
  const name = fresh();
  const answer = await api.call('POST', COLLECTION, configMap({ name, ownerReferences: [owner, owner] }));
  assert.deepEqual(answer.body.metadata.ownerReferences, [owner]);
  assert.match(String(answer.headers.warning), /duplicate entries; .*duplicate UID\(s\) observed: \[u-1\]/);
  const patch = [{ op: 'add', path: '/metadata/ownerReferences/-', value: owner }];
  const type = 'application/json-patch+json';
  const patched = await api.call('PATCH', `${COLLECTION}/${name}`, patch, { 'content-type': type });
  assert.deepEqual(patched.body.metadata.ownerReferences, [owner]);
  assert.match(String(patched.headers.warning), /duplicate entries after mutating admission happens; /);
});

for (const [validation, status, warned] of [
  ['Strict', 400, false],
  ['Warn', 200, true],
  ['Ignore', 200, false],
] as const) {
  test(`fieldValidation ${validation}: unknown and repeated fields`, async () => {
    const { metadata } = await created();
    const body = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"${metadata.name}"},"date":{},"data":{"a":"1"},"data":{"a":"2"}}`;
    const path = `${COLLECTION}/${metadata.name}?fieldValidation=${validation}`;
    const answer = await api.call('PUT', path, body);
    assert.equal(answer.status, status);
    const told = status === 400 ? answer.body.message : String(answer.headers.warning ?? '');
    assert.equal(
      /unknown field \\?"date\\?"/.test(told) && /duplicate field \\?"data\\?"/.test(told),
      warned || status === 400,
    );
  });
}

test('PUT and apply that would create need the right to create', async () => {
  const limited = await openTestApi({
    authorizer: {
      name: 'no-create',
      authorize: ({ verb, resource }) =>
        verb === 'create' && resource !== 'namespaces'
          ? { outcome: 'no-opinion', reason: 'not that' }
          : { outcome: 'allow', reason: '' },
    },
  });
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'r' }, rules: [] };
  const path = '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/r';
  for (const [method, query, type] of [
    ['PUT', '', 'application/json'],
    ['PATCH', '?fieldManager=m', 'application/apply-patch+yaml'],
  ] as const) {
    const { status, body } = await limited.call(method, path + query, role, { 'content-type': type });
    assert.equal(status, 403);
    assert.equal(body.message, 'roles.rbac.authorization.k8s.io "r" is forbidden: not that');
  }
  assert.equal((await limited.call('GET', path)).status, 404);
  await limited.close();
});

test('an update that takes a cluster IP and lets the deleted service go at once leaves nothing behind', async () => {
  const services = '/api/v1/namespaces/default/services';
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: fresh(), finalizers: ['example.com/held'] },
    spec: { type: 'ExternalName', externalName: 'example.com' },
  };
  const path = `${services}/${service.metadata.name}`;
  assert.equal((await api.call('POST', services, service)).status, 201);
  await api.call('DELETE', path);
  const clusterIP = '10.96.7.7';
  const change = { metadata: { finalizers: null }, spec: { type: 'ClusterIP', clusterIP, ports: [{ port: 80 }] } };
  const { status, text } = await api.call('PATCH', path, change, { 'content-type': 'application/merge-patch+json' });
  assert.equal(status, 200, text);
  assert.equal((await api.call('GET', path)).status, 404);
  assert.equal((await api.call('GET', `/apis/networking.k8s.io/v1/ipaddresses/${clusterIP}`)).status, 404);
  const next = { ...service, metadata: { name: fresh() }, spec: { clusterIP, ports: [{ port: 80 }] } };
  assert.equal((await api.call('POST', services, next)).status, 201);
});
