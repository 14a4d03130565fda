/** Keys that come, change and go, seen by whether tokens are good. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configured, open, settled, TestIssuer } from './testing.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

test('a key that the issuer is new to sign with is fetched when a token names it', async () => {
  const issuer = await TestIssuer.open({ kid: 'one' });
  const { ask, clock } = await open([issuer]);
  issuer.serve([await issuer.newKey({ kid: 'two' })]);
  clock.advance(10 * SECOND);
  assert.equal((await ask(await issuer.token())).outcome, 'authenticated');
});

test('the same without key ids', async () => {
  const issuer = await TestIssuer.open();
  const { ask, clock } = await open([issuer]);
  issuer.serve([await issuer.newKey()]);
  clock.advance(10 * SECOND);
  assert.equal((await ask(await issuer.token())).outcome, 'authenticated');
});

test('tokens with invented key ids ask the issuer once in ten seconds', async () => {
  const issuer = await TestIssuer.open({ kid: 'one' });
  const { ask, clock, fetches } = await open([issuer]);
  const forged = await issuer.token({}, { kid: 'invented' });
  for (let turn = 0; turn < 25; turn++) {
    assert.equal((await ask(forged)).outcome, 'reject');
    clock.advance(SECOND);
  }
  assert.deepEqual(fetches, ['keys', 'keys', 'keys']);
});

test('many at once share one fetch', async () => {
  const issuer = await TestIssuer.open({ kid: 'one' });
  const { ask, clock, fetches } = await open([issuer]);
  issuer.serve([await issuer.newKey({ kid: 'two' })]);
  clock.advance(10 * SECOND);
  const tokens = await Promise.all(Array.from({ length: 20 }, (_, index) => issuer.token({ sub: `user-${index}` })));
  const found = await Promise.all(tokens.map((token) => ask(token)));
  assert.ok(found.every(({ outcome }) => outcome === 'authenticated'));
  assert.deepEqual(fetches, ['keys', 'keys']);
});

test('a hundred wait for an issuer that does not answer, others are refused at once', async () => {
  const issuer = await TestIssuer.open({ kid: 'one' });
  const { ask, clock } = await open([issuer]);
  const token = await issuer.token({}, { kid: 'other' });
  const answer = Promise.withResolvers<void>();
  issuer.before = answer.promise;
  clock.advance(10 * SECOND);
  let refused = 0;
  const asked = Array.from({ length: 150 }, async () => {
    assert.equal((await ask(token)).outcome, 'reject');
    refused += 1;
  });
  while (refused < 50) await settled();
  await settled();
  assert.equal(refused, 50);
  answer.resolve();
  await Promise.all(asked);
});

test('while the issuer is down, the keys that it had are good', async () => {
  const issuer = await TestIssuer.open({ kid: 'one' });
  const { ask, clock, fetches } = await open([issuer]);
  issuer.documents.clear();
  for (let hour = 0; hour < 24; hour++) {
    for (let turn = 0; turn < 12; turn++) {
      clock.advance(5 * MINUTE);
      await settled();
    }
    const exp = clock.now() / SECOND + 60;
    assert.equal((await ask(await issuer.token({ exp }))).outcome, 'authenticated');
  }
  assert.ok(fetches.includes('failure'));
});

test('an issuer that is down at first is asked again every ten seconds', async () => {
  const issuer = await TestIssuer.open({ kid: 'one' });
  const documents = new Map(issuer.documents);
  issuer.documents.clear();
  const { ask, clock, refusals, fetches } = await open([issuer]);
  assert.equal((await ask(await issuer.token())).outcome, 'reject');
  assert.match(refusals[0]!, /keys could not be fetched yet/);
  for (const [address, document] of documents) issuer.publish(address, document);
  clock.advance(10 * SECOND);
  await settled();
  assert.deepEqual(fetches, ['failure', 'keys']);
  assert.equal((await ask(await issuer.token())).outcome, 'authenticated');
});

test('a key that the issuer has withdrawn is good for five minutes at most, for known tokens too', async () => {
  const issuer = await TestIssuer.open({ kid: 'one' });
  const { ask, clock } = await open([issuer]);
  const token = await issuer.token();
  issuer.serve([await (await TestIssuer.open()).newKey({ kid: 'two' })]);
  clock.advance(5 * MINUTE - 1);
  assert.equal((await ask(token)).outcome, 'authenticated');
  clock.advance(1);
  await settled();
  assert.equal((await ask(token)).outcome, 'reject');
});

test('an authenticator that was stopped asks no issuer', async () => {
  const issuer = await TestIssuer.open({ kid: 'one' });
  const { authenticator, clock, fetches, ask } = await open([issuer]);
  authenticator.stop();
  clock.advance(60 * MINUTE);
  await settled();
  await ask(await issuer.token({ exp: clock.now() / SECOND + 60 }, { kid: 'invented' }));
  assert.deepEqual(fetches, ['keys']);
});

const discovery = 'https://issuer.example/.well-known/openid-configuration';
const jwks_uri = 'https://issuer.example/keys';
const issuer = 'https://issuer.example';
const unusable: { name: string; address: string; document: unknown }[] = [
  { name: 'discovery that is no JSON', address: discovery, document: '<html>' },
  { name: 'discovery that is a list', address: discovery, document: [] },
  { name: 'discovery of another issuer', address: discovery, document: { issuer: `${issuer}/`, jwks_uri } },
  { name: 'discovery without keys', address: discovery, document: { issuer } },
  { name: 'keys in the clear', address: discovery, document: { issuer, jwks_uri: 'http://issuer.example/keys' } },
  { name: 'keys that are no JSON', address: jwks_uri, document: '<html>' },
  { name: 'keys that are no set', address: jwks_uri, document: { keys: 7 } },
];
for (const { name, address, document } of unusable) {
  test(`${name}: the keys in use stay`, async () => {
    const local = await TestIssuer.open({ kid: 'one' });
    const { ask, clock, fetches } = await open([local]);
    local.publish(address, document);
    clock.advance(5 * MINUTE);
    await settled();
    assert.deepEqual(fetches, ['keys', 'failure']);
    assert.equal((await ask(await local.token())).outcome, 'authenticated');
  });
}

test('the discovery document may be elsewhere', async () => {
  const local = await TestIssuer.open({ kid: 'one' });
  local.publish(`${issuer}/inside/discovery`, { issuer, jwks_uri });
  local.documents.delete(discovery);
  const { ask } = await open([local], [configured({ issuer: { discoveryURL: `${issuer}/inside/discovery` } })]);
  assert.equal((await ask(await local.token())).outcome, 'authenticated');
});
