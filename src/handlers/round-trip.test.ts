/** Numbers that JavaScript would round, and quantities, through every way in and out. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../assembly/testing.ts';

const PODS = '/api/v1/namespaces/default/pods';
/** One more than a double can tell apart. */
const BIG = '9007199254740993';
const MERGE = { 'content-type': 'application/merge-patch+json' };
let api: TestApi;
before(async () => {
  api = await openTestApi();
});
after(() => api.close());

const pod = (name: string, seconds: string) =>
  `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"},"spec":{"terminationGracePeriodSeconds":${seconds},` +
  '"containers":[{"name":"c","image":"i","resources":{"requests":{"cpu":"0.10","memory":"1.5Gi","example.com/x":"1e3"},"limits":{"example.com/x":"1e3"}}}]}}';
const holdsBig = (text: string, what: string) =>
  assert.match(text, new RegExp(`"?terminationGracePeriodSeconds"?: ?${BIG}\\b`), what);

test('int64 beyond 2^53 comes out of every verb and form as it went in', async () => {
  const path = `${PODS}/big`;
  holdsBig((await api.call('POST', PODS, pod('big', BIG))).text, 'create');
  holdsBig((await api.call('GET', path)).text, 'get');
  holdsBig((await api.call('GET', PODS)).text, 'list');
  holdsBig((await api.call('GET', `${path}?pretty=true`)).text, 'pretty');
  holdsBig((await api.call('GET', path, undefined, { accept: 'application/yaml' })).text, 'YAML');
  holdsBig((await api.call('GET', PODS, undefined, { accept: 'application/yaml' })).text, 'a list in YAML');
  const table = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
  holdsBig((await api.call('GET', `${PODS}?includeObject=Object`, undefined, table)).text, 'Table');
  holdsBig((await api.call('PATCH', path, '{"metadata":{"labels":{"a":"b"}}}', MERGE)).text, 'merge patch');
  const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
  holdsBig((await api.call('PATCH', path, '{"metadata":{"labels":{"a":"c"}}}', strategic)).text, 'strategic patch');
  const jsonPatch = { 'content-type': 'application/json-patch+json' };
  holdsBig(
    (await api.call('PATCH', path, '[{"op":"remove","path":"/metadata/labels"}]', jsonPatch)).text,
    'JSON patch',
  );
  const apply = { 'content-type': 'application/apply-patch+yaml' };
  const applied = `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"big","labels":{"x":"y"}},"spec":{"terminationGracePeriodSeconds":${BIG}}}`;
  holdsBig((await api.call('PATCH', `${path}?fieldManager=m`, applied, apply)).text, 'apply');
  holdsBig((await api.call('PUT', path, (await api.call('GET', path)).text)).text, 'update');
  holdsBig((await api.call('PUT', `${path}/status`, (await api.call('GET', path)).text)).text, 'status');
});

test('int64 beyond 2^53 is set by patches as it is written', async () => {
  const job = (rest: string) =>
    `{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j"},"spec":{${rest}"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}}}`;
  const jobs = '/apis/batch/v1/namespaces/default/jobs';
  assert.equal((await api.call('POST', jobs, job(''))).status, 201);
  const { text } = await api.call('PATCH', `${jobs}/j`, `{"spec":{"activeDeadlineSeconds":${BIG}}}`, MERGE);
  assert.match(text, new RegExp(`"activeDeadlineSeconds":${BIG}`));
});

test('int64 past its range is refused', async () => {
  assert.equal((await api.call('POST', PODS, pod('over', '9223372036854775808'))).status, 400);
});

test('quantities come back in their canonical form, and stay in it', async () => {
  const path = `${PODS}/quantities`;
  await api.call('POST', PODS, pod('quantities', '30'));
  const requests = async () => (await api.call('GET', path)).body.spec.containers[0].resources.requests;
  const expected = { cpu: '100m', memory: '1536Mi', 'example.com/x': '1e3' };
  assert.deepEqual(await requests(), expected);
  const { body } = await api.call('GET', path);
  const again = await api.call('PUT', path, body);
  assert.equal(again.body.metadata.resourceVersion, body.metadata.resourceVersion, 'the same quantity is no change');
  assert.deepEqual(await requests(), expected);
});
