import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { bootstrapTokenOf, hasExpired, parseBootstrapToken } from './bootstrap-token.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

function secret(data: Record<string, string>, rest: object = {}) {
  const encoded = Object.entries({ 'token-id': 'abcdef', 'token-secret': '0123456789abcdef', ...data }).map(
    ([key, value]) => [key, base64(value)],
  );
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'bootstrap-token-abcdef' },
    type: 'bootstrap.kubernetes.io/token',
    data: Object.fromEntries(encoded),
    ...rest,
  };
}

test('a token is an id and a secret', () => {
  assert.deepEqual(parseBootstrapToken('abcdef.0123456789abcdef'), { id: 'abcdef', secret: '0123456789abcdef' });
  const others = [
    '',
    'abcdef',
    'abcdef.',
    'abcde.0123456789abcdef',
    'ABCDEF.0123456789abcdef',
    'abcdef.0123456789abcde',
  ];
  for (const other of [...others, 'abcdef.0123456789abcdef\n', ' abcdef.0123456789abcdef', 'a.b.c']) {
    assert.equal(parseBootstrapToken(other), undefined, JSON.stringify(other));
  }
});

describe('a secret that is no token', () => {
  const cases: [name: string, object: ReturnType<typeof secret>][] = [
    ['of another type', secret({}, { type: 'Opaque' })],
    [
      'being deleted',
      secret({}, { metadata: { name: 'bootstrap-token-abcdef', deletionTimestamp: '2030-01-01T00:00:00Z' } }),
    ],
    ['of another name', secret({}, { metadata: { name: 'bootstrap-token-ghijkl' } })],
    ['without a secret', secret({ 'token-secret': '' })],
    ['without data', secret({}, { data: undefined })],
  ];
  for (const [name, object] of cases) test(name, () => assert.equal(bootstrapTokenOf(object), undefined));
});

describe('expiration', () => {
  const now = Date.parse('2030-01-01T00:00:00Z');
  const cases: [text: string, expired: boolean][] = [
    ['', false],
    ['2030-01-01T00:00:01Z', false],
    ['2030-01-01T00:00:00Z', true],
    ['2030-01-01T01:00:00+02:00', true],
    ['2029-12-31T23:00:00-02:00', false],
    ['2031-02-30T00:00:00Z', true],
    ['2031-01-01', true],
    ['never', true],
  ];
  for (const [text, expired] of cases) {
    test(`${text || 'none'}: ${expired ? 'expired' : 'good'}`, () => {
      assert.equal(hasExpired(bootstrapTokenOf(secret({ expiration: text }))!, now), expired);
    });
  }
});

test('whatever a secret holds, it is read without a throw', () => {
  const data = fc.dictionary(
    fc.constantFrom('token-id', 'token-secret', 'expiration', '__proto__', 'usage-bootstrap-signing'),
    fc.anything(),
  );
  fc.assert(fc.property(data, (odd) => void bootstrapTokenOf({ ...secret({}), data: odd } as never)));
});
