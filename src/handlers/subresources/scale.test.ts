import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../../assembly/testing.ts';

const DEPLOYMENT = '/apis/apps/v1/namespaces/default/deployments/web';
let api: TestApi;
before(async () => {
  api = await openTestApi();
  const spec = {
    replicas: 2,
    selector: { matchLabels: { b: 'x', a: 'y' }, matchExpressions: [{ key: 'aa', operator: 'Exists' }] },
    template: { metadata: { labels: { a: 'y', b: 'x', aa: '' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
  };
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec };
  const { status, text } = await api.call('POST', DEPLOYMENT.replace('/web', ''), object);
  assert.equal(status, 201, text);
});
after(() => api.close());

const scaleTo = (replicas: number, metadata: object = {}) => ({
  apiVersion: 'autoscaling/v1',
  kind: 'Scale',
  metadata: { name: 'web', ...metadata },
  spec: { replicas },
});
const stored = async () => (await api.call('GET', DEPLOYMENT)).body;

test('a Scale shows replicas and the selector, sorted by key', async () => {
  const { body } = await api.call('GET', `${DEPLOYMENT}/scale`);
  const { metadata } = await stored();
  assert.deepEqual(body, {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
      creationTimestamp: metadata.creationTimestamp,
    },
    spec: { replicas: 2 },
    status: { replicas: 0, selector: 'a=y,aa,b=x' },
  });
});

const WRITES: [what: string, method: string, type: string, query: string, body: (replicas: number) => unknown][] = [
  ['PUT', 'PUT', 'application/json', '', (replicas) => scaleTo(replicas)],
  ['a merge patch', 'PATCH', 'application/merge-patch+json', '', (replicas) => ({ spec: { replicas } })],
  ['a strategic patch', 'PATCH', 'application/strategic-merge-patch+json', '', (replicas) => ({ spec: { replicas } })],
  [
    'a JSON patch',
    'PATCH',
    'application/json-patch+json',
    '',
    (value) => [{ op: 'replace', path: '/spec/replicas', value }],
  ],
  ['an apply', 'PATCH', 'application/apply-patch+yaml', '?fieldManager=m&force=true', (replicas) => scaleTo(replicas)],
];
for (const [position, [what, method, type, query, body]] of WRITES.entries()) {
  test(`${what} changes the replicas, the generation, and nothing else`, async () => {
    const before = await stored();
    const replicas = 10 + position;
    const answer = await api.call(method, `${DEPLOYMENT}/scale${query}`, body(replicas), { 'content-type': type });
    assert.equal(answer.status, 200, answer.text);
    assert.deepEqual([answer.body.kind, answer.body.spec.replicas], ['Scale', replicas]);
    const { metadata, spec } = await stored();
    assert.deepEqual(spec, { ...before.spec, replicas });
    assert.equal(metadata.generation, before.metadata.generation + 1);
    const owner = metadata.managedFields.find(({ subresource }: any) => subresource === 'scale');
    assert.deepEqual(owner.fieldsV1, { 'f:spec': { 'f:replicas': {} } });
  });
}

for (const [what, body, status, message] of [
  ['negative replicas', scaleTo(-1), 422, /^Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1/],
  ['a stale version', scaleTo(1, { resourceVersion: '1' }), 409, /the object has been modified/],
  ['another uid', scaleTo(1, { uid: 'u' }), 409, /Precondition failed: UID in precondition: u/],
  ['another name', scaleTo(1, { name: 'x' }), 400, /does not match the name on the URL/],
  ['another kind', { ...scaleTo(1), kind: 'Deployment' }, 400, /Deployment/],
] as const) {
  test(`a Scale with ${what} is refused`, async () => {
    const before = await stored();
    const answer = await api.call('PUT', `${DEPLOYMENT}/scale`, body);
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.body.message, message);
    assert.deepEqual(await stored(), before);
  });
}

test('a dry run changes nothing', async () => {
  const before = await stored();
  const answer = await api.call('PUT', `${DEPLOYMENT}/scale?dryRun=All`, scaleTo(77));
  assert.equal(answer.body.spec.replicas, 77);
  assert.deepEqual(await stored(), before);
});

test('a workload that is not there has no Scale, and a Scale is not created or deleted', async () => {
  assert.equal((await api.call('GET', DEPLOYMENT.replace('web', 'x/scale'))).status, 404);
  for (const method of ['POST', 'DELETE']) {
    assert.equal((await api.call(method, `${DEPLOYMENT}/scale`, scaleTo(1))).status, 405);
  }
});
