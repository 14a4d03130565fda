import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../assembly/testing.ts';
import { ManualClock } from '../util/clock.ts';

const COLLECTION = '/api/v1/namespaces/default/configmaps';
let api: TestApi;
before(async () => {
  api = await openTestApi({ namespaces: ['default', 'other'] });
});
after(() => api.close());

let count = 0;
const fresh = () => {
  count += 1;
  return `w-${count}`;
};
const create = (name: string, labels = {}, namespace = 'default') =>
  api.call('POST', `/api/v1/namespaces/${namespace}/configmaps`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels },
  });
const relabel = (name: string, labels: object) =>
  api.call(
    'PATCH',
    `${COLLECTION}/${name}`,
    { metadata: { labels } },
    { 'content-type': 'application/merge-patch+json' },
  );
const now = async () => (await api.call('GET', COLLECTION)).body.metadata.resourceVersion;

test('a watch from a version shows what came after it, each once and in order', async () => {
  const watch = await api.watch(`${COLLECTION}?watch=1&resourceVersion=${await now()}`);
  const name = fresh();
  await create(name);
  await relabel(name, { a: 'b' });
  await api.call('DELETE', `${COLLECTION}/${name}`);
  const seen = [await watch.next(), await watch.next(), await watch.next()];
  assert.deepEqual(
    seen.map(({ type, object }) => `${type} ${object.metadata.name}`),
    [`ADDED ${name}`, `MODIFIED ${name}`, `DELETED ${name}`],
  );
  const versions = seen.map(({ object }) => Number(object.metadata.resourceVersion));
  assert.ok(versions[0]! < versions[1]! && versions[1]! < versions[2]!, 'a deletion has a version of its own');
  watch.close();
});

test('a watch without a version starts with what there is', async () => {
  const name = fresh();
  await create(name, { only: 'this' });
  const watch = await api.watch(`${COLLECTION}?watch=1&labelSelector=only%3Dthis`);
  assert.equal((await watch.next()).object.metadata.name, name);
  watch.close();
});

test('sendInitialEvents ends with its bookmark', async () => {
  const name = fresh();
  await create(name, { initial: 'yes' });
  const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const watch = await api.watch(`${COLLECTION}?${query}&labelSelector=initial`);
  assert.equal((await watch.next()).type, 'ADDED');
  const bookmark = await watch.next();
  assert.equal(bookmark.type, 'BOOKMARK');
  assert.equal(bookmark.object.kind, 'ConfigMap');
  const { resourceVersion, ...others } = bookmark.object.metadata;
  assert.ok(resourceVersion);
  assert.deepEqual(others, { annotations: { 'k8s.io/initial-events-end': 'true' } });
  watch.close();
});

test('an object that comes to match, and ceases to, is added and deleted', async () => {
  const name = fresh();
  await create(name, { phase: 'a' });
  const watch = await api.watch(`${COLLECTION}?watch=1&resourceVersion=${await now()}&labelSelector=phase%3Db`);
  await relabel(name, { phase: 'b' });
  await relabel(name, { more: 'x' });
  await relabel(name, { phase: 'c' });
  const types = [(await watch.next()).type, (await watch.next()).type, (await watch.next()).type];
  assert.deepEqual(types, ['ADDED', 'MODIFIED', 'DELETED']);
  watch.close();
});

test('one namespace and one name see nothing else', async () => {
  const name = fresh();
  const from = await now();
  const byName = await api.watch(`${COLLECTION}?watch=1&resourceVersion=${from}&fieldSelector=metadata.name%3D${name}`);
  const byNamespace = await api.watch(`${COLLECTION}?watch=1&resourceVersion=${from}`);
  await create(name, {}, 'other');
  await create(name);
  for (const watch of [byName, byNamespace]) {
    const { object } = await watch.next();
    assert.equal(object.metadata.namespace, 'default');
    watch.close();
  }
});

test('timeoutSeconds ends a watch cleanly', async () => {
  const watch = await api.watch(`${COLLECTION}?watch=1&resourceVersion=${await now()}&timeoutSeconds=1`);
  assert.equal(await watch.next(), undefined);
});

test('timeoutSeconds in the past ends a watch at once, and is no fault of the server', async (t) => {
  const warnings: string[] = [];
  const listen = ({ name }: Error) => void warnings.push(name);
  process.on('warning', listen);
  t.after(() => process.off('warning', listen));
  const watch = await api.watch(`${COLLECTION}?watch=1&resourceVersion=${await now()}&timeoutSeconds=-1`);
  assert.equal(await watch.next(), undefined);
  assert.deepEqual(warnings, []);
});

test('a watch of a Table has its columns with the first row only', async () => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const watch = await api.watch(`${COLLECTION}?watch=1&resourceVersion=${await now()}`, { accept });
  await create(fresh());
  await create(fresh());
  const [first, second] = [await watch.next(), await watch.next()];
  assert.ok(first.object.columnDefinitions.length > 0);
  assert.equal(first.object.rows.length, 1);
  assert.equal(second.object.columnDefinitions.length, 0);
  watch.close();
});

test('sendInitialEvents without its match is refused', async () => {
  const { status, body } = await api.call('GET', `${COLLECTION}?watch=1&sendInitialEvents=true`);
  assert.equal(status, 422);
  assert.match(body.message, /sendInitialEvents requires setting resourceVersionMatch to NotOlderThan/);
});

test('an object that leaves is shown as it was, at the version at which it left', async () => {
  const name = fresh();
  await create(name, { secret: 'no' });
  const watch = await api.watch(`${COLLECTION}?watch=1&resourceVersion=${await now()}&labelSelector=secret%3Dno`);
  const { body } = await relabel(name, { secret: 'yes' });
  const { type, object } = await watch.next();
  assert.equal(type, 'DELETED');
  assert.equal(object.metadata.labels.secret, 'no');
  assert.equal(object.metadata.resourceVersion, body.metadata.resourceVersion);
  watch.close();
});

test('watches of other forms see leavers as they were, too', async () => {
  const name = fresh();
  await create(name, { form: 'a' });
  const accept = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
  const path = `${COLLECTION}?watch=1&resourceVersion=${await now()}&labelSelector=form%3Da`;
  const watch = await api.watch(path, { accept });
  await relabel(name, { form: 'b' });
  const { type, object } = await watch.next();
  assert.deepEqual([type, object.kind, object.metadata.labels.form], ['DELETED', 'PartialObjectMetadata', 'a']);
  watch.close();
});

test('a watch from a version to come waits for it', async () => {
  const from = Number(await now()) + 1;
  const watch = await api.watch(`${COLLECTION}?watch=1&resourceVersion=${from}`);
  await create(fresh());
  const second = fresh();
  await create(second);
  assert.equal((await watch.next()).object.metadata.name, second);
  watch.close();
});

test('a watch from a version that is forgotten ends with 410', async () => {
  const clock = new ManualClock(Date.parse('2026-01-01T00:00:00Z'));
  const young = await openTestApi({ clock });
  const object = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
  const { body } = await young.call('POST', COLLECTION, object('a'));
  clock.advance(3_600_000);
  for (const name of ['b', 'c']) await young.call('POST', COLLECTION, object(name));
  const watch = await young.watch(`${COLLECTION}?watch=1&resourceVersion=${body.metadata.resourceVersion - 1}`);
  const { type, object: status } = await watch.next();
  assert.deepEqual([type, status.kind, status.code, status.reason], ['ERROR', 'Status', 410, 'Expired']);
  assert.match(status.message, /^too old resource version: /);
  assert.equal(await watch.next(), undefined);
  await young.close();
});

test('timeoutSeconds=0 is no limit of its own', async () => {
  const watch = await api.watch(`${COLLECTION}?watch=1&resourceVersion=${await now()}&timeoutSeconds=0`);
  await new Promise((resolve) => setTimeout(resolve, 20));
  const name = fresh();
  await create(name);
  assert.equal((await watch.next()).object.metadata.name, name);
  watch.close();
});

test('a last bookmark comes shortly before the end', async () => {
  const query = `watch=1&resourceVersion=${await now()}&allowWatchBookmarks=true&timeoutSeconds=3`;
  const watch = await api.watch(`${COLLECTION}?${query}`);
  await create(fresh());
  assert.equal((await watch.next()).type, 'ADDED');
  const { type, object } = await watch.next();
  assert.deepEqual([type, object.metadata.resourceVersion], ['BOOKMARK', await now()]);
  assert.equal(await watch.next(), undefined);
});

test('one object is watched by its old path and by its name', async () => {
  const name = fresh();
  const from = await now();
  const watches = [
    await api.watch(`/api/v1/watch/namespaces/default/configmaps/${name}?resourceVersion=${from}`),
    await api.watch(`/api/v1/configmaps?watch=1&resourceVersion=${from}&fieldSelector=metadata.name%3D${name}`),
  ];
  await create(fresh());
  await create(name);
  for (const watch of watches) {
    assert.equal((await watch.next()).object.metadata.name, name);
    watch.close();
  }
});

test('watchers that go away leave nothing behind', async () => {
  const cache = api.api.registry.store('', 'configmaps').cache;
  const before = cache.watcherCount;
  const watches = await Promise.all(
    Array.from({ length: 50 }, () => api.watch(`${COLLECTION}?watch=1&resourceVersion=0`)),
  );
  for (const watch of watches) watch.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(cache.watcherCount, before);
});
