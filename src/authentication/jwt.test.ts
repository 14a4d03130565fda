import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJwt } from './jwt.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const HEADER = encode({ alg: 'ES256' });

test('header and claims are read', () => {
  const token = `${HEADER}.${encode({ iss: 'https://a' })}.c2ln`;
  assert.deepEqual(parseJwt(token), { header: { alg: 'ES256' }, claims: { iss: 'https://a' } });
});

const others: readonly (readonly [what: string, token: string])[] = [
  ['nothing', ''],
  ['a bootstrap token', 'abcdef.0123456789abcdef'],
  ['no signature', `${HEADER}.${encode({})}.`],
  ['an encrypted token', `${HEADER}.a.b.c.d`],
  ['claims that are a list', `${HEADER}.${encode([])}.c2ln`],
  ['claims that are null', `${HEADER}.${encode(null)}.c2ln`],
  ['claims that are no JSON', `${HEADER}.aaaa.c2ln`],
  ['padding', `${HEADER}.${encode({})}=.c2ln`],
  ['another alphabet', `${HEADER}.${encode({})}.a+/b`],
  ['a line break', `${HEADER}.${encode({})}.c2ln\n`],
  ['more than any header carries', `${HEADER}.${encode({ a: 'x'.repeat(70_000) })}.c2ln`],
];
for (const [what, token] of others) test(`${what} is no token`, () => assert.equal(parseJwt(token), undefined));

test('no text makes it throw', () => {
  const part = fc.oneof(fc.string(), fc.base64String(), fc.jsonValue().map(encode));
  const texts = fc.oneof(
    fc.string(),
    fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const found = parseJwt(text);
      assert.ok(found === undefined || (typeof found.claims === 'object' && found.claims !== null));
    }),
    { numRuns: 500 },
  );
});
