/** Subresources that are views of their object, and those that need a node. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../../assembly/testing.ts';

const PODS = '/api/v1/namespaces/default/pods';
const POD = `${PODS}/p`;
let api: TestApi;
before(async () => {
  api = await openTestApi();
  const containers = [{ name: 'c', image: 'i', resources: { requests: { cpu: '100m' } } }];
  await api.call('POST', PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { containers } });
});
after(() => api.close());

const strategic = (path: string, body: object) =>
  api.call('PATCH', path, body, { 'content-type': 'application/strategic-merge-patch+json' });

test('ephemeral containers come through their own view only', async () => {
  const patch = { spec: { ephemeralContainers: [{ name: 'debug', image: 'd' }], activeDeadlineSeconds: 5 } };
  assert.equal((await strategic(POD, { spec: { ephemeralContainers: [{ name: 'e', image: 'e' }] } })).status, 422);
  const { status, body, text } = await strategic(`${POD}/ephemeralcontainers`, patch);
  assert.equal(status, 200, text);
  assert.deepEqual(
    body.spec.ephemeralContainers.map(({ name }: any) => name),
    ['debug'],
  );
  assert.equal(body.spec.activeDeadlineSeconds, undefined);
  assert.equal((await api.call('GET', `${POD}/ephemeralcontainers`)).body.kind, 'Pod');
});

test('a resize changes resources, and nothing else', async () => {
  const patch = { spec: { containers: [{ name: 'c', image: 'other', resources: { requests: { cpu: '200m' } } }] } };
  const { body } = await strategic(`${POD}/resize`, patch);
  assert.equal(body.spec?.containers[0].resources.requests.cpu, '200m', JSON.stringify(body));
  assert.equal(body.spec.containers[0].image, 'i');
});

test('a status is of the status alone', async () => {
  const patch = { metadata: { labels: { a: 'b' } }, spec: { nodeName: 'n' }, status: { phase: 'Running' } };
  const { body } = await strategic(`${POD}/status`, patch);
  assert.deepEqual([body.status.phase, body.spec.nodeName], ['Running', undefined]);
});

for (const [method, path, status] of [
  ['GET', `${POD}/log`, 503],
  ['GET', `${POD}/exec`, 503],
  ['POST', `${POD}/portforward`, 503],
  ['GET', `${POD}/proxy/a/b`, 503],
  ['GET', `${POD}:80/proxy/a`, 503],
  ['GET', '/api/v1/namespaces/default/pods/https:p:443/proxy', 503],
  ['PUT', `${POD}/log`, 405],
  ['GET', `${PODS}/nowhere/log`, 404],
  ['GET', `${POD}/nothing`, 404],
  ['GET', `${POD}/status/more`, 404],
  ['GET', `${POD}/constructor`, 404],
  ['POST', `${POD}/status`, 405],
  ['DELETE', `${POD}/status`, 405],
] as const) {
  test(`${method} ${path.replace(PODS, '')} → ${status}`, async () => {
    const answer = await api.call(method, path);
    assert.equal(answer.status, status, answer.text);
    assert.equal(answer.body.kind, 'Status');
    if (status === 503) assert.match(answer.body.message, /needs a connection to a node/);
  });
}

const SEVERAL = `${PODS}/several`;
for (const [path, message] of [
  [`${POD}/log?container=d`, 'container d is not valid for pod p'],
  [`${POD}/exec?container=d&command=ls`, 'container d is not valid for pod p'],
  [`${SEVERAL}/log`, 'a container name must be specified for pod several, choose one of: [i a b]'],
  [`${SEVERAL}/attach`, 'a container name must be specified for pod several, choose one of: [i a b]'],
  [`${SEVERAL}/log?container=i`, undefined],
  [`${SEVERAL}/portforward?ports=80`, undefined],
] as const) {
  test(`GET ${path.replace(PODS, '')}: ${message ?? 'a container that is there'}`, async () => {
    const container = (name: string) => ({ name, image: 'i' });
    const spec = { initContainers: [container('i')], containers: [container('a'), container('b')] };
    await api.call('POST', PODS, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'several' }, spec });
    const answer = await api.call('GET', path);
    assert.equal(answer.status, message ? 400 : 503, answer.text);
    if (message) assert.equal(answer.body.message, message);
  });
}
