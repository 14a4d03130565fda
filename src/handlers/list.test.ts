import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../assembly/testing.ts';
import { createMemoryStorage } from '../storage/memory/memory.ts';

const COLLECTION = '/api/v1/namespaces/default/configmaps';
let api: TestApi;

before(async () => {
  api = await openTestApi({ namespaces: ['default', 'default-2'] });
  for (let index = 0; index < 25; index += 1) await create('default', `c-${String(index).padStart(2, '0')}`, index % 2);
  await create('default-2', 'other', 0);
});
after(() => api.close());

async function create(namespace: string, name: string, odd: number) {
  const metadata = { name, labels: { odd: String(odd) } };
  await api.call('POST', `/api/v1/namespaces/${namespace}/configmaps`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
  });
}

const names = (body: any): string[] => body.items.map((item: any) => item.metadata.name);

async function pages(
  path: string,
): Promise<{ names: string[]; remaining: (number | undefined)[]; versions: Set<string> }> {
  const all = { names: [] as string[], remaining: [] as (number | undefined)[], versions: new Set<string>() };
  for (let token = ''; ; ) {
    const { body } = await api.call('GET', `${path}&continue=${token}`);
    all.names.push(...names(body));
    all.remaining.push(body.metadata.remainingItemCount);
    all.versions.add(body.metadata.resourceVersion);
    token = body.metadata.continue ?? '';
    if (token === '') return all;
  }
}

test('a namespace lists its own objects only, a list without one lists all', async () => {
  assert.equal(names((await api.call('GET', COLLECTION)).body).length, 25);
  assert.equal(names((await api.call('GET', '/api/v1/configmaps')).body).length, 26);
});

test('pages give every object once and tell what remains', async () => {
  const all = await pages(`${COLLECTION}?limit=10`);
  assert.equal(new Set(all.names).size, 25);
  assert.deepEqual(all.remaining, [15, 5, undefined]);
});

test('pages are of one snapshot, whatever is written meanwhile', async () => {
  const first = (await api.call('GET', `${COLLECTION}?limit=10`)).body;
  await create('default', 'c-99-late', 0);
  await api.call('DELETE', `${COLLECTION}/c-24`);
  const rest = (await api.call('GET', `${COLLECTION}?limit=100&continue=${first.metadata.continue}`)).body;
  assert.equal(rest.metadata.resourceVersion, first.metadata.resourceVersion);
  assert.ok(names(rest).includes('c-24'));
  assert.ok(!names(rest).includes('c-99-late'));
});

test('a page with a selector is full, and does not count the rest', async () => {
  const { body } = await api.call('GET', `${COLLECTION}?limit=5&labelSelector=odd%3D1`);
  assert.equal(names(body).length, 5);
  assert.equal(body.metadata.remainingItemCount, undefined);
  const all = await pages(`${COLLECTION}?limit=5&labelSelector=odd%3D1`);
  assert.equal(all.names.length, 12);
});

test('an exact version shows the past; a version to come times out as upstream words it', async () => {
  const before = (await api.call('GET', COLLECTION)).body;
  await create('default', 'after', 0);
  const version = before.metadata.resourceVersion;
  const past = await api.call('GET', `${COLLECTION}?resourceVersion=${version}&resourceVersionMatch=Exact`);
  assert.deepEqual(names(past.body), names(before));
  const newer = await api.call('GET', `${COLLECTION}?resourceVersion=${version}&resourceVersionMatch=NotOlderThan`);
  assert.ok(names(newer.body).includes('after'));
});

test('an expired token is answered 410 with one that goes on inconsistently', async (t) => {
  const storage = createMemoryStorage();
  const put = (key: string) => storage.commit([{ type: 'put', key, value: Buffer.from('{"metadata":{}}') }]);
  await storage.compact(await put('/registry/elsewhere/a'));
  const young = await openTestApi({ storage });
  t.after(() => young.close());
  for (const name of ['a', 'b', 'c', 'd']) {
    await young.call('POST', COLLECTION, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  }
  const forgotten = Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: 1, start: 'b\u0000' })).toString('base64url');
  const { status, body } = await young.call('GET', `${COLLECTION}?limit=1&continue=${forgotten}`);
  assert.deepEqual([status, body.reason], [410, 'Expired']);
  const onward = await young.call('GET', `${COLLECTION}?limit=1&continue=${body.metadata.continue}`);
  assert.deepEqual(names(onward.body), ['c']);
  assert.equal((await young.call('GET', `${COLLECTION}?resourceVersion=1&resourceVersionMatch=Exact`)).status, 410);
});

test('a token has its own version: another one beside it is refused', async () => {
  const { body } = await api.call('GET', `${COLLECTION}?limit=2`);
  const next = `${COLLECTION}?limit=2&continue=${body.metadata.continue}`;
  const { status, body: refusal } = await api.call('GET', `${next}&resourceVersion=1`);
  assert.equal(status, 400);
  assert.equal(refusal.message, 'specifying resource version is not allowed when using continue');
  const anyVersion = await api.call('GET', `${next}&resourceVersion=0`);
  assert.deepEqual(names(anyVersion.body), names((await api.call('GET', next)).body));
});

test('of any version, a list is whole, whatever its limit', async () => {
  const { body } = await api.call('GET', `${COLLECTION}?limit=2&resourceVersion=0`);
  assert.deepEqual(names(body), names((await api.call('GET', COLLECTION)).body));
  assert.equal(body.metadata.continue, undefined);
});

test('a version that no 64 bits hold is refused', async () => {
  const { status, body } = await api.call('GET', `${COLLECTION}?resourceVersion=${2n ** 64n}`);
  assert.equal(status, 400);
  assert.match(body.message, /^invalid resource version: .* parsing "18446744073709551616": value out of range$/);
});

test('CVE-2022-3162: forged tokens and names never reach a foreign key', async () => {
  await api.call('POST', '/api/v1/namespaces/default/secrets', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'hidden' },
  });
  for (const start of ['../secrets/default/hidden', '/registry/secrets/', '../../secrets/']) {
    const token = Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv: -1, start })).toString('base64url');
    const { status, text } = await api.call('GET', `${COLLECTION}?continue=${token}`);
    assert.equal(status, 400, start);
    assert.doesNotMatch(text, /"items"/);
  }
  for (const path of ['%2e%2e', '..', '..%2f..%2fsecrets%2fdefault%2fhidden', '%2e%2e%2fsecrets']) {
    const { status, text } = await api.call('GET', `${COLLECTION}/${path}`);
    assert.ok(status === 400 || status === 404, `${path}: ${status}`);
    assert.doesNotMatch(text, /"kind":"Secret"/);
  }
});

test('a Table has the columns of the kind, rows carry metadata', async () => {
  const { body } = await api.call('GET', COLLECTION, undefined, {
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  });
  assert.equal(body.kind, 'Table');
  assert.equal(body.rows[0].object.kind, 'PartialObjectMetadata');
  assert.equal(body.rows[0].cells.length, body.columnDefinitions.length);
});

test('PartialObjectMetadataList leaves everything but metadata out', async () => {
  const { body } = await api.call('GET', COLLECTION, undefined, {
    accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
  });
  assert.equal(body.kind, 'PartialObjectMetadataList');
  assert.deepEqual(Object.keys(body.items[0]), ['kind', 'apiVersion', 'metadata']);
});

for (const [path, as, status, message] of [
  [
    '',
    'PartialObjectMetadata',
    406,
    'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
  ],
  [
    '/c-01',
    'PartialObjectMetadataList',
    406,
    'you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)',
  ],
  ['/c-01', 'PartialObjectMetadata', 200, undefined],
] as const) {
  test(`${as} of ${path === '' ? 'a list' : 'an object'} is answered ${status}`, async () => {
    const accept = `application/json;as=${as};v=v1;g=meta.k8s.io,application/json`;
    const answer = await api.call('GET', COLLECTION + path, undefined, { accept });
    assert.deepEqual([answer.status, answer.body.message], [status, message]);
  });
}

test('YAML is answered to those who ask for it', async () => {
  const { text, headers } = await api.call('GET', `${COLLECTION}/c-01`, undefined, { accept: 'application/yaml' });
  assert.equal(headers['content-type'], 'application/yaml');
  assert.match(text, /^apiVersion: v1\nkind: ConfigMap\nmetadata:\n/);
});

test('a type that is not served falls back to JSON where the client allows it, else 406', async () => {
  const fallback = { accept: 'application/vnd.kubernetes.protobuf,application/json' };
  assert.equal((await api.call('GET', COLLECTION, undefined, fallback)).headers['content-type'], 'application/json');
  const only = { accept: 'application/vnd.kubernetes.protobuf' };
  assert.equal((await api.call('GET', COLLECTION, undefined, only)).status, 406);
});
