import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
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
  return `a-${count}`;
};
const apply = (path: string, object: unknown, query: string) =>
  api.call('PATCH', `${path}?${query}`, object, { 'content-type': 'application/apply-patch+yaml' });
const configMap = (name: string, data: object, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...metadata },
  data,
});
const applyMap = (name: string, data: object, query = 'fieldManager=m') =>
  apply(`${COLLECTION}/${name}`, configMap(name, data), query);
const owners = (body: any) =>
  body.metadata.managedFields.map(
    ({ manager, operation, subresource = '', fieldsV1 }: any) =>
      `${manager} ${operation} ${subresource} ${JSON.stringify(fieldsV1)}`,
  );

test('an apply creates what is missing, and changes what is there', async () => {
  const name = fresh();
  const first = await applyMap(name, { a: '1' });
  assert.equal(first.status, 201);
  assert.deepEqual(owners(first.body), ['m Apply  {"f:data":{"f:a":{}}}']);
  const second = await applyMap(name, { b: '2' });
  assert.equal(second.status, 200);
  assert.deepEqual(second.body.data, { b: '2' });
});

test('an apply that says nothing new is not written, whatever the clock says', async () => {
  const name = fresh();
  const { body } = await applyMap(name, { a: '1' });
  assert.equal((await applyMap(name, { a: '1' })).body.metadata.resourceVersion, body.metadata.resourceVersion);
});

test('what others own is a conflict that names them, unless it is forced', async () => {
  const name = fresh();
  await applyMap(name, { a: '1' }, 'fieldManager=first');
  const { status, body } = await applyMap(name, { a: '2' }, 'fieldManager=second');
  assert.equal(status, 409);
  assert.equal(body.message, 'Apply failed with 1 conflict: conflict with "first": .data.a');
  assert.deepEqual(body.details.causes, [
    { reason: 'FieldManagerConflict', message: 'conflict with "first"', field: '.data.a' },
  ]);
  const forced = await applyMap(name, { a: '2' }, 'fieldManager=second&force=true');
  assert.deepEqual(owners(forced.body), ['second Apply  {"f:data":{"f:a":{}}}']);
});

test('YAML is applied as JSON is', async () => {
  const name = fresh();
  const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: "1"\n`;
  assert.deepEqual((await apply(`${COLLECTION}/${name}`, text, 'fieldManager=m')).body.data, { a: '1' });
});

test('a dry run answers what would be stored, and stores nothing', async () => {
  const name = fresh();
  assert.equal((await applyMap(name, { a: '1' }, 'fieldManager=m&dryRun=All')).status, 201);
  assert.equal((await api.call('GET', `${COLLECTION}/${name}`)).status, 404);
});

test('null means the zero value in an object that is there, as in a new one', async () => {
  const name = fresh();
  const quotas = `/api/v1/namespaces/default/resourcequotas/${name}`;
  const quota = (hard: object) => ({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec: { hard } });
  await apply(quotas, quota({ pods: '1' }), 'fieldManager=first');
  const { body } = await apply(quotas, quota({ services: null }), 'fieldManager=second');
  assert.deepEqual(body.spec.hard, { pods: '1', services: '0' });
});

const REFUSED: [what: string, object: (name: string) => object, query: string, status: number, message: RegExp][] = [
  [
    'no field manager',
    (name) => configMap(name, {}),
    '',
    422,
    /fieldManager: Required value: is required for apply patch/,
  ],
  ['another name', () => configMap('x', {}), 'fieldManager=m', 400, /the name of the object \(x\) does not match/],
  [
    'another kind',
    (name) => ({ ...configMap(name, {}), kind: 'Secret' }),
    'fieldManager=m',
    400,
    /invalid object type/,
  ],
  [
    'a list',
    () => [],
    'fieldManager=m',
    400,
    /^error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map\[string\]interface \{\}$/,
  ],
  ['no fields', () => ({}), 'fieldManager=m', 400, /^invalid object type: \/, Kind=$/],
  [
    'metadata in a word',
    (name) => ({ ...configMap(name, {}), metadata: name }),
    'fieldManager=m',
    400,
    /metadata must be/,
  ],
  [
    'an unknown field',
    (name) => ({ ...configMap(name, {}), x: 1 }),
    'fieldManager=m',
    500,
    /field not declared in schema/,
  ],
  [
    'a uid',
    (name) => configMap(name, {}, { uid: 'u' }),
    'fieldManager=m',
    409,
    /uid mismatch: the provided object specified uid u, and no existing object was found/,
  ],
  [
    'managedFields',
    (name) => configMap(name, {}, { managedFields: [{}] }),
    'fieldManager=m',
    400,
    /managedFields must be nil/,
  ],
];
for (const [what, object, query, status, message] of REFUSED) {
  test(`an apply with ${what} is refused`, async () => {
    const name = fresh();
    const answer = await apply(`${COLLECTION}/${name}`, object(name), query);
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.body.message, message);
  });
}

test('keys that stand twice are refused under Strict, and warned of', async () => {
  const name = fresh();
  const text = `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"${name}"},"data":{"a":"1","a":"2"}}`;
  const strict = await apply(`${COLLECTION}/${name}`, text, 'fieldManager=m&fieldValidation=Strict');
  assert.equal(strict.status, 400);
  assert.match(strict.body.message, /^error strict decoding YAML: .*"a" already set in map/s);
  const warned = await apply(`${COLLECTION}/${name}`, text, 'fieldManager=m');
  assert.match(String(warned.headers.warning), /already set in map/);
});

const deployment = (name: string, more: object) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  ...more,
});
const spec = {
  selector: { matchLabels: { app: 'd' } },
  template: { metadata: { labels: { app: 'd' } }, spec: { containers: [{ name: 'c', image: 'i' }] } },
};

test('a status is applied through its view, under its name, and owns nothing else', async () => {
  const name = fresh();
  await apply(`${DEPLOYMENTS}/${name}`, deployment(name, { spec }), 'fieldManager=user');
  const onMain = await apply(`${DEPLOYMENTS}/${name}`, deployment(name, { status: { replicas: 9 } }), 'fieldManager=x');
  assert.equal(onMain.body.status.replicas, undefined);
  const view = { ...deployment(name, { status: { replicas: 3 } }), spec: { paused: true } };
  view.metadata = { name, labels: { a: 'b' } } as any;
  const { status, body } = await apply(`${DEPLOYMENTS}/${name}/status`, view, 'fieldManager=controller');
  assert.equal(status, 200);
  assert.equal(body.status.replicas, 3);
  assert.equal(body.spec.paused, undefined);
  assert.ok(owners(body).includes('controller Apply status {"f:status":{"f:replicas":{}}}'), owners(body).join('\n'));
});

test('applying to a view of a missing object does not create it', async () => {
  const answer = await apply(`${DEPLOYMENTS}/nowhere/status`, deployment('nowhere', { status: {} }), 'fieldManager=m');
  assert.equal(answer.status, 404);
});

test('replicas taken by scale are a conflict for whoever applied them', async () => {
  const name = fresh();
  const applied = deployment(name, { spec: { ...spec, replicas: 2 } });
  await apply(`${DEPLOYMENTS}/${name}`, applied, 'fieldManager=user');
  const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name }, spec: { replicas: 5 } };
  await api.call('PUT', `${DEPLOYMENTS}/${name}/scale?fieldManager=hpa`, scale);
  const { status, body } = await apply(`${DEPLOYMENTS}/${name}`, applied, 'fieldManager=user');
  assert.equal(status, 409);
  assert.match(body.message, /conflict with "hpa" with subresource "scale" using apps\/v1: \.spec\.replicas/);
});

test('an empty list of owners forgets them: nothing is tracked until the next apply', async () => {
  const name = fresh();
  const path = `${COLLECTION}/${name}`;
  await applyMap(name, { a: '1' });
  const { body } = await api.call('PUT', path, configMap(name, { a: '1' }, { managedFields: [] }));
  assert.equal(body.metadata.managedFields, undefined);
  const merge = { 'content-type': 'application/merge-patch+json' };
  const patched = await api.call('PATCH', path, { data: { a: '2' } }, merge);
  assert.equal(patched.body.metadata.managedFields, undefined);
  const applied = await applyMap(name, {});
  assert.deepEqual(owners(applied.body), [
    'm Apply  {"f:data":{}}',
    'before-first-apply Update  {"f:data":{".":{},"f:a":{}}}',
  ]);
});

test('a DaemonSet is created with its template generation, which whoever changes the object owns', async () => {
  const path = '/apis/apps/v1/namespaces/default/daemonsets';
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
  const daemonSet = {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'd' },
    spec: { selector: { matchLabels: { a: 'b' } }, template },
  };
  const generationIn = ({ metadata }: any) =>
    metadata.managedFields
      .filter(({ fieldsV1 }: any) => fieldsV1['f:metadata']?.['f:annotations']?.[GENERATION])
      .map(({ manager }: any) => manager);
  const GENERATION = 'f:deprecated.daemonset.template.generation';
  const created = await api.call('POST', `${path}?fieldManager=create`, daemonSet);
  assert.deepEqual(generationIn(created.body), ['create']);
  const updated = await api.call('PUT', `${path}/d?fieldManager=update`, daemonSet);
  assert.deepEqual(generationIn(updated.body), ['update']);
});

describe('an object that fits into storage without its owners only', () => {
  const many = (length: number) =>
    Object.fromEntries(Array.from({ length: 9999 }, (_, index) => [`${'k'.repeat(length)}-${index}`, 'A']));
  const fillings: readonly [string, object][] = [
    ['in bytes', many(70)],
    ['in values', many(10)],
  ];
  for (const [measure, data] of fillings) {
    test(`is stored without them, measured ${measure}`, async () => {
      const created = await api.call('POST', COLLECTION, configMap(fresh(), data));
      assert.equal(created.status, 201, created.text.slice(0, 300));
      assert.equal(created.body.metadata.managedFields, undefined);

      const name = fresh();
      const path = `${COLLECTION}/${name}`;
      await api.call('POST', COLLECTION, configMap(name, { a: '1' }));
      const merge = { 'content-type': 'application/merge-patch+json' };
      for (const answer of [
        await api.call('PATCH', path, { data }, merge),
        await api.call('PUT', path, configMap(name, { ...data, a: '2' })),
      ]) {
        assert.equal(answer.status, 200, answer.text.slice(0, 300));
        assert.equal(answer.body.metadata.managedFields, undefined);
      }
      assert.equal((await applyMap(name, { a: '2' })).status, 413, 'an apply does not do without');
    });
  }
});
