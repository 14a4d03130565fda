import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openTestApi } from '../../assembly/testing.ts';
import { ManualClock } from '../../util/clock.ts';
import { TokenCleaner } from '../token-cleaner/token-cleaner.ts';
import { BootstrapSigner } from './bootstrap-signer.ts';
import { detachedSignature } from './detached-signature.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const INFO = '/api/v1/namespaces/kube-public/configmaps/cluster-info';
const SECRETS = '/api/v1/namespaces/kube-system/secrets';

function token(id: string, stringData: Record<string, string> = {}) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `bootstrap-token-${id}` },
    type: 'bootstrap.kubernetes.io/token',
    stringData: {
      'token-id': id,
      'token-secret': `${id}abcdefghij`,
      'usage-bootstrap-signing': 'true',
      expiration: '2030-01-01T01:00:00Z',
      ...stringData,
    },
  };
}

async function open(t: TestContext) {
  const clock = new ManualClock(NOW);
  const { api, call, close } = await openTestApi({ clock, namespaces: ['kube-system', 'kube-public'] });
  const ports = {
    objects: api.objects,
    client: api.client({ name: 'controller', groups: ['system:masters'] }, 'test'),
    clock,
    log: { info: () => {}, warn: (message: string, fields: unknown) => assert.fail(message + JSON.stringify(fields)) },
  };
  const controllers = [new BootstrapSigner(ports), new TokenCleaner(ports)];
  t.after(async () => {
    await Promise.all(controllers.map((controller) => controller.stop()));
    await close();
  });
  const post = async (path: string, object: object) => assert.equal((await call('POST', path, object)).status, 201);
  /** Until the ConfigMap holds these keys. */
  const keys = async (...expected: string[]): Promise<Record<string, string>> => {
    for (let attempt = 0; ; attempt++) {
      const { body } = await call('GET', INFO);
      const found = Object.keys(body.data ?? {}).sort();
      if (found.join() === expected.join()) return body.data;
      if (attempt > 500) assert.deepEqual(found, expected);
      await new Promise(setImmediate);
    }
  };
  return { clock, call, post, keys, start: () => controllers.forEach((controller) => void controller.start()) };
}

const info = (kubeconfig: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'cluster-info', namespace: 'kube-public' },
  data: { kubeconfig },
});

test('a signature is what clients make of the same token', () => {
  const content = 'Hello from the other side. I must have called a thousand times.';
  assert.equal(
    detachedSignature(content, 'joshua', 'my voice is my passcode'),
    'eyJhbGciOiJIUzI1NiIsImtpZCI6Impvc2h1YSJ9..VShe2taLd-YTrmWuRkcL_8QTNDHYxQIEBsAYYiIj1_8',
  );
});

test('what is there is signed with the tokens that there are', async (t) => {
  const { post, keys, start } = await open(t);
  await post('/api/v1/namespaces/kube-public/configmaps', info('a'));
  await post(SECRETS, token('aaaaaa'));
  await post(SECRETS, token('bbbbbb', { 'usage-bootstrap-signing': 'false' }));
  await post(SECRETS, { ...token('cccccc'), type: 'Opaque' });
  start();
  const data = await keys('jws-kubeconfig-aaaaaa', 'kubeconfig');
  assert.equal(data['jws-kubeconfig-aaaaaa'], detachedSignature('a', 'aaaaaa', 'aaaaaaabcdefghij'));
});

test('signatures follow the tokens and the content', async (t) => {
  const { call, post, keys, start } = await open(t);
  start();
  await post(SECRETS, token('aaaaaa'));
  await post('/api/v1/namespaces/kube-public/configmaps', info('a'));
  await keys('jws-kubeconfig-aaaaaa', 'kubeconfig');
  await post(SECRETS, token('bbbbbb'));
  await keys('jws-kubeconfig-aaaaaa', 'jws-kubeconfig-bbbbbb', 'kubeconfig');
  await call('DELETE', `${SECRETS}/bootstrap-token-aaaaaa`);
  await keys('jws-kubeconfig-bbbbbb', 'kubeconfig');
  await call('PUT', INFO, info('b'));
  const data = await keys('jws-kubeconfig-bbbbbb', 'kubeconfig');
  assert.equal(data['jws-kubeconfig-bbbbbb'], detachedSignature('b', 'bbbbbb', 'bbbbbbabcdefghij'));
});

test('a token is deleted when it expires, and signs no more', async (t) => {
  const { clock, call, post, keys, start } = await open(t);
  await post('/api/v1/namespaces/kube-public/configmaps', info('a'));
  await post(SECRETS, token('aaaaaa'));
  await post(SECRETS, token('bbbbbb', { expiration: '2030-01-31T00:00:00Z' }));
  await post(SECRETS, token('cccccc', { expiration: '2029-01-01T00:00:00Z' }));
  await post(SECRETS, { ...token('dddddd'), type: 'Opaque' });
  start();
  await keys('jws-kubeconfig-aaaaaa', 'jws-kubeconfig-bbbbbb', 'kubeconfig');
  const names = async () => (await call('GET', SECRETS)).body.items.map((item: any) => item.metadata.name.slice(-6));
  assert.deepEqual(await names(), ['aaaaaa', 'bbbbbb', 'dddddd']);
  clock.advance(3_600_000);
  await keys('jws-kubeconfig-bbbbbb', 'kubeconfig');
  assert.deepEqual(await names(), ['bbbbbb', 'dddddd']);
  for (let day = 0; day < 29; day++) {
    clock.advance(24 * 3_600_000);
    await new Promise(setImmediate);
  }
  await keys('jws-kubeconfig-bbbbbb', 'kubeconfig');
  clock.advance(23 * 3_600_000);
  await keys('kubeconfig');
});
