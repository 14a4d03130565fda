import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceOf } from './distributed-claims.ts';
import { ISSUER, open, TestIssuer } from './testing.ts';

const ENDPOINT = `${ISSUER}/groups`;
const elsewhere = {
  _claim_names: { groups: 'src1' },
  _claim_sources: { src1: { endpoint: ENDPOINT, access_token: 't' } },
};

test('groups are fetched from where the token says', async () => {
  const issuer = await TestIssuer.open({ kid: 'one' });
  issuer.publish(ENDPOINT, await issuer.token({ groups: ['dev'] }));
  const { ask } = await open([issuer]);
  const found = await ask(await issuer.token(elsewhere));
  assert.ok(found.outcome === 'authenticated');
  assert.deepEqual(found.user.groups, ['oidc:dev', 'system:authenticated']);
});

const answers: { name: string; answer(issuer: TestIssuer): Promise<string> | string; reason: RegExp }[] = [
  { name: 'no token', answer: () => 'nothing', reason: /not signed by the issuer/ },
  { name: 'nothing at all', answer: () => '', reason: /not signed by the issuer/ },
  {
    name: 'a token of another issuer',
    answer: (issuer) => issuer.token({ iss: 'https://x' }),
    reason: /not signed by/,
  },
  { name: 'an expired token', answer: (issuer) => issuer.token({ exp: 1 }), reason: /expired/ },
  { name: 'a token for others', answer: (issuer) => issuer.token({ aud: 'x', groups: [] }), reason: /audiences/ },
  { name: 'a token without the claim', answer: (issuer) => issuer.token(), reason: /does not have it/ },
];
for (const { name, answer, reason } of answers) {
  test(`${name} for an answer is refused`, async () => {
    const issuer = await TestIssuer.open({ kid: 'one' });
    issuer.publish(ENDPOINT, await answer(issuer));
    const { ask, refusals } = await open([issuer]);
    assert.equal((await ask(await issuer.token(elsewhere))).outcome, 'reject');
    assert.match(refusals[0]!, reason);
  });
}

test('a source that cannot be reached is refused', async () => {
  const issuer = await TestIssuer.open({ kid: 'one' });
  const { ask, refusals } = await open([issuer]);
  assert.equal((await ask(await issuer.token(elsewhere))).outcome, 'reject');
  assert.match(refusals[0]!, /could not be fetched/);
});

const sources: { name: string; claims: object; expected: unknown }[] = [
  { name: 'a claim that is there', claims: { ...elsewhere, groups: [] }, expected: undefined },
  { name: 'no distributed claims', claims: {}, expected: undefined },
  { name: 'other distributed claims', claims: { ...elsewhere, _claim_names: { x: 'src1' } }, expected: undefined },
  { name: 'a source', claims: elsewhere, expected: { endpoint: ENDPOINT, accessToken: 't' } },
  {
    name: 'an aggregated claim',
    claims: { ...elsewhere, _claim_sources: { src1: { JWT: 'x' } } },
    expected: undefined,
  },
  { name: 'names that are no object', claims: { _claim_names: 7 }, expected: /_claim_names/ },
  { name: 'a name that is no text', claims: { ...elsewhere, _claim_names: { groups: {} } }, expected: /no source/ },
  { name: 'no sources', claims: { _claim_names: { groups: 'src1' } }, expected: /_claim_sources/ },
  {
    name: 'a source of every object',
    claims: { ...elsewhere, _claim_names: { groups: 'toString' } },
    expected: /toString/,
  },
  {
    name: 'an endpoint that is no text',
    claims: { ...elsewhere, _claim_sources: { src1: { endpoint: 7 } } },
    expected: /malformed/,
  },
];
for (const { name, claims, expected } of sources) {
  test(name, () => {
    const find = () => sourceOf({ ...claims }, 'groups');
    if (expected instanceof RegExp) assert.throws(find, { name: 'TokenError', message: expected });
    else assert.deepEqual(find(), expected);
  });
}
