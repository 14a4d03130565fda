import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { headersOf } from './headers.ts';

const NONE = () => false;
const isRemote = (name: string) => name.startsWith('x-remote-');

const cases: { name: string; raw: string[]; headers: Record<string, unknown> }[] = [
  { name: 'names are in lower case', raw: ['Content-Type', 'a'], headers: { 'content-type': 'a' } },
  {
    name: 'a repeated header is a list',
    raw: ['A', '1', 'b', 'x', 'a', '2', 'A', '3'],
    headers: { a: ['1', '2', '3'], b: 'x' },
  },
  { name: 'a comma separates nothing', raw: ['a', '1, 2'], headers: { a: '1, 2' } },
  { name: 'the authority is the host', raw: [':method', 'GET', ':authority', 'h:1'], headers: { host: 'h:1' } },
];
for (const { name, raw, headers } of cases) {
  test(name, () => assert.deepEqual({ ...headersOf(raw, NONE).headers }, headers));
}

test('names of Object.prototype are headers like any other', () => {
  const headers = headersOf(['__proto__', 'a', 'Constructor', 'b'], NONE).headers;
  assert.deepEqual(Object.entries(headers), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
  assert.equal(headersOf([], NONE).headers.constructor, undefined);
});

test('what says who the user is, is kept apart', () => {
  const { headers, identityHeaders } = headersOf(
    ['X-Remote-User', 'admin', 'accept', 'a', 'x-REMOTE-group', 'b', 'X-Remote-Group', 'c'],
    isRemote,
  );
  assert.deepEqual({ ...headers }, { accept: 'a' });
  assert.deepEqual({ ...identityHeaders }, { 'x-remote-user': 'admin', 'x-remote-group': ['b', 'c'] });
  assert.equal(headersOf(['accept', 'a'], isRemote).identityHeaders, undefined);
});

test('whatever is sent, no value is lost, and none that says who the user is stands among the others', () => {
  const name = fc.oneof(
    fc.constantFrom('X-Remote-User', 'x-remote-uid', 'X-REMOTE-EXTRA-__proto__', '__proto__', ':path', 'Accept'),
    fc.string(),
  );
  const raw = fc.array(fc.tuple(name, fc.string())).map((pairs) => pairs.flat());
  fc.assert(
    fc.property(raw, (sent) => {
      const { headers, identityHeaders = {} } = headersOf(sent, isRemote);
      assert.ok(!Object.keys(headers).some(isRemote) && Object.keys(identityHeaders).every(isRemote));
      const kept = [...Object.values(headers), ...Object.values(identityHeaders)].flat();
      assert.equal(kept.length, sent.filter((text, i) => i % 2 === 0 && !text.startsWith(':')).length);
    }),
  );
});
