import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { configured, ISSUER, NOW, open, settled, TestIssuer } from './testing.ts';

const issuer = await TestIssuer.open({ kid: 'one' });
const HOUR = 3_600_000;

test('a token becomes a user, with a credential that can be revoked', async () => {
  const { ask } = await open([issuer]);
  assert.deepEqual(await ask(await issuer.token({ groups: ['dev', 'ops'], jti: 'abc' })), {
    outcome: 'authenticated',
    method: 'oidc',
    user: { name: 'oidc:jane', groups: ['oidc:dev', 'oidc:ops', 'system:authenticated'] },
    credential: { id: 'JTI=abc', issuer: ISSUER, tokenId: 'abc', issuedAt: NOW, expiresAt: NOW + HOUR },
  });
});

test('a token without an id is named by what was signed', async () => {
  const { ask } = await open([issuer]);
  const found = await ask(await issuer.token());
  assert.ok(found.outcome === 'authenticated');
  assert.match(found.credential!.id, /^JWTSHA256=[0-9a-f]{64}$/);
  assert.ok(!('tokenId' in found.credential!));
});

const seconds = (offset: number) => NOW / 1000 + offset;
const refused: { name: string; claims?: object; header?: object; reason: RegExp }[] = [
  { name: 'expired', claims: { exp: seconds(0) }, reason: /^it has expired$/ },
  { name: 'without an expiry', claims: { exp: undefined }, reason: /^it has no expiry$/ },
  { name: 'with an expiry that is text', claims: { exp: '9999999999' }, reason: /"exp" is no number/ },
  { name: 'not yet valid', claims: { nbf: seconds(61) }, reason: /not yet valid/ },
  { name: 'for others', claims: { aud: 'others' }, reason: /other audiences/ },
  { name: 'for nobody', claims: { aud: undefined }, reason: /other audiences/ },
  { name: 'for something that is no text', claims: { aud: [['kubernetes']] }, reason: /other audiences/ },
  { name: 'without the username', claims: { sub: undefined }, reason: /"sub" is not present/ },
  { name: 'with a username that is no text', claims: { sub: 7 }, reason: /"sub" is not a string/ },
  { name: 'with an empty username', claims: { sub: '' }, reason: /username is empty/ },
  { name: 'with groups that are no texts', claims: { groups: [1] }, reason: /"groups" is neither/ },
  { name: 'with a critical extension', header: { b64: true, crit: ['b64'] }, reason: /extensions/ },
  { name: 'signed by a key that is not known', header: { kid: 'other' }, reason: /not signed by a key/ },
];
for (const { name, claims = {}, header = {}, reason } of refused) {
  test(`a token ${name} is refused`, async () => {
    const { ask, refusals } = await open([issuer]);
    const found = await ask(await issuer.token({ ...claims }, { ...header }));
    assert.equal(found.outcome, 'reject');
    assert.match(refusals[0]!, reason);
  });
}

const accepted: { name: string; claims: object }[] = [
  { name: 'for several', claims: { aud: ['others', 'kubernetes'] } },
  { name: 'from a clock that is a little ahead', claims: { nbf: seconds(60) } },
  { name: 'that is about to expire', claims: { exp: seconds(1) } },
];
for (const { name, claims } of accepted) {
  test(`a token ${name} is accepted`, async () => {
    const { ask } = await open([issuer]);
    assert.equal((await ask(await issuer.token({ ...claims }))).outcome, 'authenticated');
  });
}

test('a token whose signature, claims or algorithm were changed is refused', async () => {
  const { ask } = await open([issuer]);
  const [header, claims, signature] = (await issuer.token()).split('.') as [string, string, string];
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const admin = encode({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), sub: 'admin' });
  const changed = [
    `${header}.${admin}.${signature}`,
    `${header}.${claims}.${signature.slice(0, -8)}AAAAAAAA`,
    `${encode({ alg: 'none' })}.${admin}.AAAA`,
    `${encode({ alg: 'HS256', kid: 'one' })}.${admin}.${signature}`,
    `${encode({ alg: 'PS256', kid: 'one' })}.${claims}.${signature}`,
    `${encode({ alg: 'RS256', kid: ['one'] })}.${claims}.${signature}`,
  ];
  for (const token of changed) assert.equal((await ask(token)).outcome, 'reject', token);
});

test('an algorithm that is not asked for is refused, even when the issuer has such a key', async () => {
  const other = await TestIssuer.open({ alg: 'ES384' });
  const { ask, refusals } = await open([other]);
  assert.equal((await ask(await other.token())).outcome, 'reject');
  assert.match(refusals[0]!, /"alg"/);
});

test('without key ids, any key of the issuer is good', async () => {
  const other = await TestIssuer.open();
  const [first, second] = [await other.newKey(), await other.newKey()];
  other.serve([await (await TestIssuer.open()).newKey(), second, first]);
  const { ask } = await open([other]);
  assert.equal((await ask(await other.token())).outcome, 'authenticated');
});

test('tokens of other issuers, other credentials and other audiences are left to others', async () => {
  const { ask, authenticator } = await open([issuer]);
  const foreign = await TestIssuer.open({ url: 'https://elsewhere.example' });
  for (const token of [await foreign.token(), 'abcdef.0123456789abcdef', 'a.b.c', '']) {
    assert.deepEqual(await ask(token), { outcome: 'no-opinion' });
  }
  assert.deepEqual(await authenticator.authenticate({ headers: {} } as never), { outcome: 'no-opinion' });
  assert.deepEqual(await ask(await issuer.token(), ['vault']), { outcome: 'no-opinion' });
});

test('asked for audiences, a token is good for those of the API server', async () => {
  const { ask } = await open([issuer]);
  const found = await ask(await issuer.token(), ['vault', 'api']);
  assert.ok(found.outcome === 'authenticated');
  assert.deepEqual(found.audiences, ['api']);
});

test('a token that is known is answered at once, for ten seconds and not beyond its end', async () => {
  const { ask, clock } = await open([issuer]);
  const token = await issuer.token({ exp: seconds(15) });
  assert.ok(ask(token) instanceof Promise);
  await ask(token);
  clock.advance(9_999);
  assert.ok(!(ask(token) instanceof Promise));
  clock.advance(1);
  const again = ask(token);
  assert.ok(again instanceof Promise);
  assert.equal((await again).outcome, 'authenticated');
  clock.advance(5_000);
  assert.equal((await ask(token)).outcome, 'reject');
});

test('each issuer has its own keys and mapping', async () => {
  const other = await TestIssuer.open({ url: 'https://elsewhere.example', kid: 'one' });
  const username = { claim: 'sub', prefix: 'else:', expression: '' };
  const { ask } = await open(
    [issuer, other],
    [configured(), configured({ issuer: { url: other.url }, claimMappings: { username } })],
  );
  const names = await Promise.all([issuer, other].map(async (from) => ask(await from.token())));
  assert.deepEqual(
    names.map((found) => found.outcome === 'authenticated' && found.user.name),
    ['oidc:jane', 'else:jane'],
  );
  const forged = await other.token({ iss: ISSUER });
  assert.equal((await ask(forged)).outcome, 'reject');
});

test('a new configuration takes effect at once and keeps the keys that it can', async () => {
  const local = await TestIssuer.open({ kid: 'one' });
  const { ask, authenticator } = await open([local]);
  const token = await local.token();
  await ask(token);
  local.documents.clear();
  authenticator.configure([
    configured({ claimMappings: { username: { claim: 'sub', prefix: 'new:', expression: '' } } }),
  ]);
  const remapped = await ask(token);
  assert.equal(remapped.outcome === 'authenticated' && remapped.user.name, 'new:jane');
  authenticator.configure([configured({ issuer: { discoveryURL: `${ISSUER}/moved` } })]);
  await settled();
  assert.equal((await ask(token)).outcome, 'authenticated');
  authenticator.configure([]);
  assert.equal((await ask(token)).outcome, 'no-opinion');
});

test('no text makes it throw', async () => {
  const { ask } = await open([issuer]);
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const header = fc.record({
    alg: fc.oneof(fc.constantFrom('RS256', 'none', 'HS256'), fc.jsonValue()),
    kid: fc.jsonValue(),
  });
  const claims = fc.record(
    { iss: fc.constant(ISSUER), aud: fc.jsonValue(), exp: fc.jsonValue(), nbf: fc.jsonValue(), sub: fc.jsonValue() },
    { requiredKeys: ['iss'] },
  );
  const token = fc.tuple(header, claims, fc.base64String()).map(([head, body, signature]) => {
    return `${encode(head)}.${encode(body)}.${signature.replaceAll(/[+/=]/g, '_')}`;
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), token), async (text) => {
      assert.notEqual((await ask(text)).outcome, 'authenticated');
    }),
    { numRuns: 300 },
  );
});
