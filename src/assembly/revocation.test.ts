/** Revocation as clients of an API meet it, on each of the servers that share a store. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createMemoryStorage } from '../storage/memory/memory.ts';
import { ManualClock, systemClock } from '../util/clock.ts';
import { revocationsCheck } from './health.ts';
import { openTestApi } from './testing.ts';

const REVOCATIONS = '/apis/allium.dev/v1alpha1/credentialrevocations';
const storage = createMemoryStorage({ clock: systemClock });
const issuedAt = Date.parse('2020-01-01T00:00:00Z');
const administrator = await openTestApi({ storage, credential: { id: 'JTI=other', tokenId: 'other', issuedAt } });
const client = await openTestApi({
  storage,
  credential: { id: 'JTI=lost', tokenId: 'lost', issuedAt },
  namespaces: [],
});
after(async () => {
  client.api.close();
  await administrator.close();
});

const revocation = (spec: object, metadata: object = { generateName: 'r-' }) => ({
  apiVersion: 'allium.dev/v1alpha1',
  kind: 'CredentialRevocation',
  metadata,
  spec,
});
const watchPath = '/api/v1/namespaces?watch=1&resourceVersion=0';

test('a revocation on one server ends watches and refuses requests on another, until it is taken back', async () => {
  const [ending, going] = [await client.watch(watchPath), await administrator.watch(watchPath)];
  for (const watch of [ending, going]) assert.equal((await watch.next()).type, 'ADDED');
  const { status, body } = await administrator.call('POST', REVOCATIONS, revocation({ token: { id: 'lost' } }));
  assert.equal(status, 201);
  assert.equal(await ending.next(), undefined);
  const refused = await client.call('GET', '/api/v1/namespaces');
  assert.deepEqual([refused.status, refused.body.message], [401, 'Unauthorized']);
  await administrator.call('POST', '/api/v1/namespaces', {
    metadata: { name: 'later' },
    kind: 'Namespace',
    apiVersion: 'v1',
  });
  assert.equal((await going.next()).object.metadata.name, 'later');
  going.close();
  await administrator.call('DELETE', `${REVOCATIONS}/${body.metadata.name}`);
  assert.equal((await client.call('GET', '/api/v1/namespaces')).status, 200);
});

test("one's own credential is revoked only by who says so", async () => {
  const own = { token: { id: 'lost' } };
  const refused = await client.call('POST', REVOCATIONS, revocation(own));
  assert.equal(refused.status, 403);
  assert.match(refused.body.message, /this revokes the credential that you ask for it with/);
  const impersonating = { 'impersonate-user': 'jane' };
  assert.equal((await client.call('POST', REVOCATIONS, revocation(own), impersonating)).status, 403);
  const annotations = { 'allium.dev/allow-lockout': 'true' };
  const { body } = await client.call('POST', REVOCATIONS, revocation(own, { name: 'meant', annotations }));
  assert.equal(body.metadata.name, 'meant');
  assert.equal((await client.call('GET', '/api/v1/namespaces')).status, 401);
  await administrator.call('DELETE', `${REVOCATIONS}/meant`);
});

test('a server knows every revocation before it answers its first request', async () => {
  await administrator.call('POST', REVOCATIONS, revocation({ token: { id: 'lost' } }, { name: 'before' }));
  const credential = { id: 'JTI=lost', tokenId: 'lost', issuedAt };
  const started = await openTestApi({ storage, credential, namespaces: [], clock: new ManualClock(Date.now()) });
  assert.equal((await started.call('GET', '/api/v1/namespaces')).status, 401);
  started.api.close();
  await administrator.call('DELETE', `${REVOCATIONS}/before`);
});

test('a watch ends when its credential expires', async () => {
  const clock = new ManualClock(issuedAt);
  const own = createMemoryStorage({ clock: systemClock });
  const expiring = await openTestApi({ storage: own, clock, credential: { id: 'JTI=a', expiresAt: issuedAt + 1000 } });
  const watch = await expiring.watch(watchPath);
  assert.equal((await watch.next()).type, 'ADDED');
  clock.advance(999);
  const later = { metadata: { name: 'later' }, kind: 'Namespace', apiVersion: 'v1' };
  await expiring.call('POST', '/api/v1/namespaces', later);
  while ((await watch.next()).object.metadata.name !== 'later');
  clock.advance(1);
  assert.equal(await watch.next(), undefined);
  await expiring.close();
});

test('a server that cannot read a stored revocation is not ready until it is mended or gone', async () => {
  const damaged = createMemoryStorage({ clock: systemClock });
  const { api, call, close } = await openTestApi({ storage: damaged });
  const check = revocationsCheck(() => api.revocations.unreadable);
  await call('POST', REVOCATIONS, revocation({ token: { id: 'lost' } }, { name: 'r' }));
  check.check();
  const key = '/registry/allium.dev/credentialrevocations/r';
  const good = (await damaged.get(key))!.value;
  const write = (value: Buffer) => damaged.commit([{ type: 'put', key, value }]);
  for (const text of ['{', JSON.stringify(revocation({}, { name: 'r' }))]) {
    await write(Buffer.from(text));
    assert.throws(() => check.check(), /^Error: 1 cannot be read and are not in force, .*\/r among them$/);
    const started = await openTestApi({ storage: damaged, namespaces: [] });
    assert.deepEqual([...started.api.revocations.unreadable], [key]);
    started.api.close();
  }
  await write(good);
  check.check();
  await write(Buffer.from('{'));
  await damaged.commit([{ type: 'delete', key }]);
  check.check();
  await close();
});
