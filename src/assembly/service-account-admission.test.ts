import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ManualClock } from '../util/clock.ts';
import { openTestApi, type TestApi } from './testing.ts';

const PODS = '/api/v1/namespaces/default/pods';
const ACCOUNTS = '/api/v1/namespaces/default/serviceaccounts';
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', image: 'i' }] },
};
const account = (name: string) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });

async function open(t: test.TestContext): Promise<{ test: TestApi; clock: ManualClock }> {
  const clock = new ManualClock(Date.UTC(2026, 0));
  const api = await openTestApi({ clock, admission: ['ServiceAccount'] });
  t.after(() => api.close());
  return { test: api, clock };
}

/** Until it waits for the account. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
}

test('a pod waits for the default account of its namespace, and for no other', async (t) => {
  const { test: api } = await open(t);
  const creating = api.call('POST', PODS, pod);
  await rest();
  assert.equal((await api.call('POST', ACCOUNTS, account('other'))).status, 201);
  assert.equal((await api.call('POST', ACCOUNTS, account('default'))).status, 201);
  const { status, body } = await creating;
  assert.deepEqual([status, body.spec.serviceAccountName], [201, 'default']);
});

test('a pod does not wait for long', async (t) => {
  const { test: api, clock } = await open(t);
  const creating = api.call('POST', PODS, pod);
  await rest();
  clock.advance(1000);
  const { status, body } = await creating;
  const why = 'error looking up service account default/default: serviceaccount "default" not found';
  assert.deepEqual([status, body.message], [403, `pods "p" is forbidden: ${why}`]);
});
