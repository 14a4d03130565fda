import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiRequest } from '../../../request/http.ts';
import { ping, ShutdownCheck, StartCheck } from '../../readiness.ts';
import { HealthRoutes } from './health.ts';

const broken = {
  name: 'etcd',
  async check() {
    throw new Error('the disk is gone');
  },
};
const started = new StartCheck('bootstrap');
started.done();

function ask(path: string, query = '', readyz = [ping, started]) {
  const failures: string[] = [];
  const routes = new HealthRoutes({
    livez: [ping],
    readyz,
    onFailure: (endpoint, failed) =>
      failures.push(...failed.map(({ check, error }) => `${endpoint} ${check}: ${error}`)),
  });
  const response = routes.handle({ path, query: new URLSearchParams(query) } as ApiRequest);
  return { response, failures };
}

const READY = '[+]ping ok\n[+]poststarthook/bootstrap ok\n';
const cases: { path: string; query?: string; checks?: (typeof broken)[]; status: number; body: string }[] = [
  { path: '/livez', status: 200, body: 'ok' },
  { path: '/healthz', query: 'verbose', status: 200, body: '[+]ping ok\nhealthz check passed\n' },
  { path: '/readyz', query: 'verbose', status: 200, body: `${READY}readyz check passed\n` },
  { path: '/readyz/ping', status: 200, body: 'ok' },
  { path: '/readyz/poststarthook/bootstrap', status: 200, body: 'ok' },
  {
    path: '/readyz',
    query: 'verbose&exclude=ping&exclude=zap&exclude=nope',
    status: 200,
    body:
      '[+]ping excluded: ok\n[+]poststarthook/bootstrap ok\n' +
      'warn: some health checks cannot be excluded: no matches for "nope","zap"\nreadyz check passed\n',
  },
  {
    path: '/readyz',
    checks: [broken],
    status: 500,
    body: `${READY}[-]etcd failed: reason withheld\nreadyz check failed\n`,
  },
  { path: '/readyz', query: 'exclude=etcd', checks: [broken], status: 200, body: 'ok' },
  { path: '/readyz/etcd', checks: [broken], status: 500, body: 'internal server error: the disk is gone\n' },
];
for (const { path, query, checks = [], status, body } of cases) {
  test(`${path}?${query ?? ''}: ${status}`, async () => {
    const response = await ask(path, query, [ping, started, ...checks] as (typeof ping)[]).response;
    assert.equal(response?.status, status);
    assert.equal(String(response?.body), body);
    assert.equal(response?.headers['content-type'], 'text/plain; charset=utf-8');
  });
}

for (const path of ['/', '/livezz', '/livez/etcd', '/livez/', '/constructor', '/api/livez']) {
  test(`${path} is none of health's`, () => assert.equal(ask(path).response, undefined));
}

test('why a check failed is told to the log, not to the client', async () => {
  const { response, failures } = ask('/readyz', '', [broken]);
  assert.ok(!String((await response)?.body).includes('disk'));
  assert.deepEqual(failures, ['readyz etcd: Error: the disk is gone']);
});

test('a server that stops is not ready', async () => {
  const shutdown = new ShutdownCheck();
  assert.equal((await ask('/readyz', '', [shutdown] as never).response)?.status, 200);
  shutdown.begin();
  assert.equal((await ask('/readyz', '', [shutdown] as never).response)?.status, 500);
});

test('a server that starts is not ready', async () => {
  assert.equal((await ask('/readyz', '', [new StartCheck('rbac')] as never).response)?.status, 500);
});
