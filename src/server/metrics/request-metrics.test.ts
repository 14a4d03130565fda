import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse, BodySink } from '../../request/http.ts';
import type { RequestInfo } from '../../request/request-info.ts';
import { textOf } from './family.ts';
import { observe } from './observe.ts';
import { RequestMetrics } from './request-metrics.ts';

const POD: RequestInfo = {
  isResourceRequest: true,
  path: '/api/v1/namespaces/default/pods/web',
  verb: 'get',
  apiPrefix: 'api',
  group: '',
  version: 'v1',
  namespace: 'default',
  resource: 'pods',
  subresource: '',
  name: 'web',
  parts: ['pods', 'web'],
};
const nonResource = (path: string): RequestInfo => ({ isResourceRequest: false, path, verb: 'get' });
const servesPods = () => new RequestMetrics(({ resource, subresource }) => resource === 'pods' && subresource === '');
const textsOf = (metrics: RequestMetrics) => [...metrics.families()].map(textOf).join('');
const linesOf = (metrics: RequestMetrics, name: string) =>
  textsOf(metrics)
    .split('\n')
    .filter((line) => line.startsWith(name));

test("counts under kube-apiserver's names and labels", () => {
  const metrics = servesPods();
  metrics.observe(POD, 'GET', 200, 0.03);
  metrics.observe(POD, 'GET', 200, 0.001);
  metrics.observe({ ...POD, verb: 'create', name: '' }, 'POST', 409, 100);
  assert.deepEqual(linesOf(metrics, 'apiserver_request_total'), [
    'apiserver_request_total{verb="GET",group="",version="v1",resource="pods",subresource="",scope="resource",code="200"} 2',
    'apiserver_request_total{verb="POST",group="",version="v1",resource="pods",subresource="",scope="resource",code="409"} 1',
  ]);
  const durations = linesOf(metrics, 'apiserver_request_duration_seconds').filter((line) => line.includes('"GET"'));
  const value = (part: string) =>
    durations
      .find((line) => line.includes(part))
      ?.split(' ')
      .at(-1);
  assert.deepEqual(['le="0.005"', 'le="0.025"', 'le="0.05"', 'le="+Inf"', '_sum', '_count'].map(value), [
    '1',
    '1',
    '2',
    '2',
    '0.031',
    '2',
  ]);
});

const scopes: { info: Partial<RequestInfo>; scope: string }[] = [
  { info: {}, scope: 'resource' },
  { info: { name: '', verb: 'list' }, scope: 'namespace' },
  { info: { name: '', verb: 'list', namespace: '' }, scope: 'cluster' },
];
for (const { info, scope } of scopes) {
  test(`scope ${scope}`, () => {
    const metrics = servesPods();
    metrics.observe({ ...POD, ...info } as RequestInfo, 'GET', 200, 0);
    assert.match(linesOf(metrics, 'apiserver_request_total')[0]!, new RegExp(`scope="${scope}"`));
  });
}

test('CVE-2020-8552: odd paths, resources, subresources and verbs make no series of their own', () => {
  const metrics = servesPods();
  for (let i = 0; i < 100_000; i++) {
    const odd = `x${i}"\n`;
    const info = [
      { ...POD, resource: odd },
      { ...POD, subresource: odd },
      { ...POD, group: odd, resource: odd },
      nonResource(`/${odd}`),
      nonResource(`/livez/${odd}`),
    ][i % 5]!;
    metrics.observe(info, i % 2 ? 'GET' : odd, 404, 0.01);
  }
  const totals = linesOf(metrics, 'apiserver_request_total');
  assert.ok(totals.length <= 4, `${totals.length} series`);
  assert.equal(
    totals.map((line) => Number(line.split(' ').at(-1))).reduce((a, b) => a + b),
    100_000,
  );
});

test('labels are escaped', () => {
  const samples = [{ labels: { a: 'x"\\\n' }, value: 1 }];
  assert.equal(
    textOf({ name: 'm', help: 'h', type: 'gauge', samples }),
    '# HELP m h\n# TYPE m gauge\nm{a="x\\"\\\\\\n"} 1\n',
  );
});

function contextOf(method: string, info: RequestInfo = POD): RequestContext {
  return { request: { method }, info } as unknown as RequestContext;
}
const ok: ApiResponse = { status: 200, headers: {}, body: Buffer.alloc(0) };

test('requests are in flight from their start to their answer', async () => {
  const metrics = servesPods();
  const stage = observe(metrics, () => 0);
  const { promise, resolve } = Promise.withResolvers<ApiResponse>();
  const answer = stage(contextOf('POST'), () => promise);
  assert.deepEqual(metrics.inFlight, { readOnly: 0, mutating: 1 });
  stage(contextOf('GET'), () => {
    assert.deepEqual(metrics.inFlight, { readOnly: 1, mutating: 1 });
    return ok;
  });
  resolve(ok);
  await answer;
  assert.deepEqual(metrics.inFlight, { readOnly: 0, mutating: 0 });
});

for (const fail of [
  () => Promise.reject(new Error('x')),
  () => {
    throw new Error('x');
  },
]) {
  test('a failure is counted as 500 and goes on', async () => {
    const metrics = servesPods();
    await assert.rejects(async () => observe(metrics, () => 0)(contextOf('GET'), fail), /x/);
    assert.deepEqual(metrics.inFlight, { readOnly: 0, mutating: 0 });
    assert.match(linesOf(metrics, 'apiserver_request_total')[0]!, /code="500"} 1$/);
  });
}

test('a streamed answer is long-running until its stream ends', async () => {
  let now = 0;
  const metrics = servesPods();
  const { promise, resolve } = Promise.withResolvers<void>();
  const response = await observe(metrics, () => now)(contextOf('GET', { ...POD, verb: 'watch' }), () => ({
    ...ok,
    body: () => promise,
  }));
  assert.ok(typeof response.body === 'function');
  const streaming = response.body({} as BodySink);
  assert.deepEqual(metrics.inFlight, { readOnly: 0, mutating: 0 });
  assert.match(linesOf(metrics, 'apiserver_longrunning_requests')[0]!, /verb="WATCH".* 1$/);
  assert.deepEqual(linesOf(metrics, 'apiserver_request_total'), []);
  now = 3000;
  resolve();
  await streaming;
  assert.deepEqual(linesOf(metrics, 'apiserver_longrunning_requests'), []);
  assert.match(linesOf(metrics, 'apiserver_request_duration_seconds_sum')[0]!, / 3$/);
});
