import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../assembly/testing.ts';

const COLLECTION = '/api/v1/namespaces/default/configmaps';
const PODS = '/api/v1/namespaces/default/pods';
const JOBS = '/apis/batch/v1/namespaces/default/jobs';
const MERGE = { 'content-type': 'application/merge-patch+json' };
let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

let count = 0;
const fresh = () => {
  count += 1;
  return `d-${count}`;
};
async function created(metadata: object = {}): Promise<any> {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: fresh(), ...metadata } };
  return (await api.call('POST', COLLECTION, object)).body;
}
const remove = (path: string, options?: object) => api.call('DELETE', path, options);
const options = (fields: object) => ({ kind: 'DeleteOptions', apiVersion: 'v1', ...fields });

test('a deletion answers with a Status that names what is gone', async () => {
  const { metadata } = await created();
  const { status, body } = await remove(`${COLLECTION}/${metadata.name}`);
  assert.equal(status, 200);
  assert.deepEqual(body, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: metadata.name, kind: 'configmaps', uid: metadata.uid },
  });
  assert.equal((await remove(`${COLLECTION}/${metadata.name}`)).status, 404);
});

test('kinds that upstream answers with the object: as it was last, at the version of its deletion', async () => {
  const path = '/api/v1/namespaces/default/serviceaccounts';
  const object = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'sa' } };
  const { body: before } = await api.call('POST', path, object);
  const { body } = await remove(`${path}/sa`);
  assert.equal(body.kind, 'ServiceAccount');
  assert.ok(Number(body.metadata.resourceVersion) > Number(before.metadata.resourceVersion));
  assert.deepEqual({ ...body.metadata, resourceVersion: '' }, { ...before.metadata, resourceVersion: '' });
});

test('a finalizer that does not say whose it is is refused, on creation and update', async () => {
  const message = 'name is neither a standard finalizer name nor is it fully qualified';
  const causes = [
    { field: 'metadata.finalizers[1]', message: `Invalid value: "bad": ${message}`, reason: 'FieldValueInvalid' },
  ];
  const finalizers = ['example.com/a', 'bad'];
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'unqualified', finalizers } };
  const refused = await api.call('POST', COLLECTION, object);
  assert.deepEqual([refused.status, refused.body.details.causes], [422, causes]);
  const { metadata } = await created({ finalizers: ['orphan'] });
  const changed = await api.call('PATCH', `${COLLECTION}/${metadata.name}`, { metadata: { finalizers } }, MERGE);
  assert.deepEqual([changed.status, changed.body.details.causes], [422, causes]);
});

test('a namespace that goes says when, and no period of grace; what it has to be is asked in words of its own', async () => {
  const { body } = await api.call('POST', '/api/v1/namespaces', { metadata: { name: 'going' } });
  const wrong = await api.call('DELETE', '/api/v1/namespaces/going', { preconditions: { uid: 'q' } });
  const text = `Precondition failed: UID in precondition: q, UID in object meta: ${body.metadata.uid}`;
  assert.equal(wrong.body.message, `Operation cannot be fulfilled on namespaces "going": ${text}`);
  await api.call('DELETE', '/api/v1/namespaces/going');
  const { body: going } = await api.call('GET', '/api/v1/namespaces/going');
  assert.ok(going.metadata.deletionTimestamp);
  assert.equal(going.metadata.deletionGracePeriodSeconds, undefined);
});

test('finalizers hold an object; it goes with the last of them', async () => {
  const { metadata } = await created({ finalizers: ['example.com/a', 'example.com/b'] });
  const path = `${COLLECTION}/${metadata.name}`;
  const { status, body } = await remove(path);
  assert.equal(status, 200);
  assert.equal(body.metadata.deletionGracePeriodSeconds, 0);
  assert.match(body.metadata.deletionTimestamp, /Z$/);
  assert.deepEqual((await remove(path)).body, body, 'again: nothing new');
  const one = await api.call('PATCH', path, { metadata: { finalizers: ['example.com/b'] } }, MERGE);
  assert.equal(one.body.metadata.deletionTimestamp, body.metadata.deletionTimestamp);
  const added = await api.call('PATCH', path, { metadata: { finalizers: ['example.com/b', 'example.com/c'] } }, MERGE);
  assert.equal(added.status, 422);
  assert.equal((await api.call('PATCH', path, { metadata: { finalizers: null } }, MERGE)).status, 200);
  assert.equal((await api.call('GET', path)).status, 404);
});

for (const [preconditions, status, message] of [
  [{ uid: 'other' }, 409, /^Operation cannot be fulfilled on ConfigMap ".*": the UID in the precondition \(other\)/],
  [{ resourceVersion: '1' }, 409, /the ResourceVersion in the precondition \(1\) does not match/],
] as const) {
  test(`preconditions ${JSON.stringify(preconditions)} keep another object safe`, async () => {
    const { metadata } = await created();
    const answer = await remove(`${COLLECTION}/${metadata.name}`, options({ preconditions }));
    assert.equal(answer.status, status);
    assert.match(answer.body.message, message);
    const { uid, resourceVersion } = metadata;
    const right = options({ preconditions: { uid, resourceVersion } });
    assert.equal((await remove(`${COLLECTION}/${metadata.name}`, right)).status, 200);
  });
}

const PROPAGATION: [options: object, before: string[], finalizers: string[] | undefined][] = [
  [{}, [], undefined],
  [{ propagationPolicy: 'Background' }, [], undefined],
  [{ propagationPolicy: 'Orphan' }, [], ['orphan']],
  [{ propagationPolicy: 'Foreground' }, [], ['foregroundDeletion']],
  [{ orphanDependents: true }, [], ['orphan']],
  [{ orphanDependents: false }, [], undefined],
  [{}, ['orphan'], ['orphan']],
  [{ propagationPolicy: 'Background' }, ['orphan'], undefined],
  [{ propagationPolicy: 'Foreground' }, ['orphan', 'x.y/z'], ['x.y/z', 'foregroundDeletion']],
  [{ orphanDependents: false }, ['x.y/z'], ['x.y/z']],
];
for (const [wanted, finalizers, expected] of PROPAGATION) {
  test(`${JSON.stringify(wanted)} on finalizers [${finalizers}] → [${expected ?? 'gone'}]`, async () => {
    const { metadata } = await created({ finalizers });
    const { status, body } = await remove(`${COLLECTION}/${metadata.name}`, options(wanted));
    assert.deepEqual(body.metadata.finalizers, expected);
    assert.equal(status, 'orphanDependents' in wanted && !wanted.orphanDependents && expected ? 202 : 200);
    assert.equal((await api.call('GET', `${COLLECTION}/${metadata.name}`)).status, expected ? 200 : 404);
  });
}

test('jobs leave their pods behind unless they are told otherwise, and warn of it', async () => {
  const job = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j' },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } } },
  };
  await api.call('POST', JOBS, job);
  const { body, headers } = await remove(`${JOBS}/j?dryRun=All`);
  assert.deepEqual(body.metadata.finalizers, ['orphan']);
  assert.match(String(headers.warning), /child pods are preserved by default when jobs are deleted/);
  const told = await remove(`${JOBS}/j?propagationPolicy=Background`);
  assert.equal(told.headers.warning, undefined);
  assert.equal(told.body.status, 'Success');
});

test('events have no dependents to wait for, whatever is asked', async () => {
  const path = '/api/v1/namespaces/default/events';
  for (const policy of ['Orphan', 'Foreground']) {
    await api.call('POST', path, { kind: 'Event', metadata: { name: 'e' }, involvedObject: { namespace: 'default' } });
    assert.equal((await remove(`${path}/e?propagationPolicy=${policy}`)).body.status, 'Success');
    assert.equal((await api.call('GET', `${path}/e`)).status, 404);
  }
});

async function pod(nodeName?: string): Promise<string> {
  const name = fresh();
  const spec = { containers: [{ name: 'c', image: 'i' }], ...(nodeName && { nodeName }) };
  const answer = await api.call('POST', PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name }, spec });
  assert.equal(answer.status, 201, answer.text);
  return name;
}

test('a pod that no node has goes at once, one that runs gets its grace', async () => {
  assert.equal((await remove(`${PODS}/${await pod()}`)).body.metadata.deletionTimestamp, undefined);
  const running = `${PODS}/${await pod('node-1')}`;
  const { body } = await remove(running);
  assert.equal(body.metadata.deletionGracePeriodSeconds, 30);
  assert.equal((await api.call('GET', running)).status, 200);
});

test('grace is only ever shortened, in the end to nothing', async () => {
  const path = `${PODS}/${await pod('node-1')}`;
  const grace = async (seconds: number) => (await remove(path, options({ gracePeriodSeconds: seconds }))).body.metadata;
  const first = await grace(20);
  assert.equal((await grace(25)).resourceVersion, first.resourceVersion, 'longer: nothing new');
  const shorter = await grace(5);
  assert.equal(shorter.deletionGracePeriodSeconds, 5);
  assert.equal(Date.parse(first.deletionTimestamp) - Date.parse(shorter.deletionTimestamp), 15_000);
  assert.equal((await grace(-1)).deletionGracePeriodSeconds, 1, 'negative: the shortest there is');
  await grace(0);
  assert.equal((await api.call('GET', path)).status, 404);
});

test('a dry run deletes nothing and marks nothing', async () => {
  for (const path of [
    `${PODS}/${await pod('node-1')}`,
    `${COLLECTION}/${(await created()).metadata.name}`,
    `${COLLECTION}/${(await created({ finalizers: ['x.y/z'] })).metadata.name}`,
  ]) {
    const before = (await api.call('GET', path)).body;
    assert.equal((await remove(path, options({ dryRun: ['All'] }))).status, 200);
    assert.deepEqual((await api.call('GET', path)).body, before);
  }
});

for (const [what, query, body, status, message] of [
  ['both spellings', '', { propagationPolicy: 'Orphan', orphanDependents: true }, 422, /cannot be both set/],
  ['an unknown policy', '', { propagationPolicy: 'Never' }, 422, /Unsupported value: "Never"/],
  ['an unknown dry run', '?dryRun=Some', undefined, 422, /dryRun: Unsupported value/],
  ['a grace that is no number', '?gracePeriodSeconds=x', undefined, 400, /invalid syntax/],
  ['another kind', '', { kind: 'ConfigMap' }, 400, /^no kind "ConfigMap" is registered for version "v1" in scheme /],
  [
    'a kind that is no text',
    '',
    { kind: { toString: 1 } },
    400,
    /cannot unmarshal object into Go struct field \.kind of/,
  ],
  ['a list', '', [], 400, /^couldn't get version\/kind; json parse error: json: cannot unmarshal array /],
] as const) {
  test(`delete options with ${what} are refused, and nothing is deleted`, async () => {
    const path = `${COLLECTION}/${(await created()).metadata.name}`;
    const answer = await api.call('DELETE', path + query, body);
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.body.message, message);
    assert.equal((await api.call('GET', path)).status, 200);
  });
}

test('the priority classes of the system stay', async () => {
  const path = '/apis/scheduling.k8s.io/v1/priorityclasses';
  const object = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass' };
  await api.call('POST', path, { ...object, metadata: { name: 'system-node-critical' }, value: 2000001000 });
  const { status, body } = await remove(`${path}/system-node-critical`);
  assert.equal(status, 403);
  assert.match(body.message, /this is a system priority class and cannot be deleted$/);
});

test('a collection goes by selector, dry or for good, and answers what it was', async () => {
  for (let index = 0; index < 150; index += 1) await created({ labels: { batch: index < 140 ? 'a' : 'b' } });
  const left = async (batch: string) =>
    (await api.call('GET', `${COLLECTION}?labelSelector=batch%3D${batch}`)).body.items.length;
  const dry = await remove(`${COLLECTION}?labelSelector=batch%3Da&dryRun=All`);
  assert.equal(dry.body.items.length, 140);
  assert.equal(await left('a'), 140);
  const { status, body } = await remove(`${COLLECTION}?labelSelector=batch%3Da`);
  assert.equal(status, 200);
  assert.deepEqual([body.kind, body.items.length], ['ConfigMapList', 140]);
  assert.deepEqual([await left('a'), await left('b')], [0, 10]);
});

test('collections are deleted in a namespace only, and namespaces one by one', async () => {
  assert.equal((await remove('/api/v1/configmaps')).status, 405);
  assert.equal((await remove('/api/v1/namespaces')).status, 405);
});
