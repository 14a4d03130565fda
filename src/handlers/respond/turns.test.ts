/** A long list must not keep other requests waiting, whatever its form. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../../assembly/testing.ts';

const OBJECTS = 6000;
const PODS = '/api/v1/namespaces/default/pods';
let api: TestApi;
before(async () => {
  api = await openTestApi();
  const spec = { containers: [{ name: 'c', image: 'i', env: [{ name: 'A', value: 'b' }] }] };
  const create = (index: number) =>
    api.call('POST', PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: `p-${index}` }, spec });
  for (let index = 0; index < OBJECTS; index += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, more) => create(index + more)));
  }
});
after(() => api.close());

/** How often others had their turn while a request was answered. */
async function turnsDuring(path: string, accept: string): Promise<number> {
  let turns = 0;
  let isDone = false;
  const tick = () => {
    turns += 1;
    if (!isDone) setImmediate(tick);
  };
  setImmediate(tick);
  const { status } = await api.call('GET', path, undefined, { accept });
  isDone = true;
  assert.equal(status, 200);
  return turns;
}

for (const [form, path, accept] of [
  ['indented', `${PODS}?pretty=true`, 'application/json'],
  ['a Table', PODS, 'application/json;as=Table;v=v1;g=meta.k8s.io'],
  ['metadata', PODS, 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io'],
  ['YAML', `${PODS}?limit=500`, 'application/yaml'],
] as const) {
  test(`${form}: others have their turn in between`, async () => {
    const turns = await turnsDuring(path, accept);
    const few = await turnsDuring(`${PODS}?limit=1`, accept);
    assert.ok(turns > few, `${turns} turns for many, ${few} for one`);
  });
}
