import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headersOf } from './headers.ts';

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
  test(name, () => assert.deepEqual({ ...headersOf(raw) }, headers));
}

test('names of Object.prototype are headers like any other', () => {
  const headers = headersOf(['__proto__', 'a', 'Constructor', 'b']);
  assert.deepEqual(Object.entries(headers), [
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
  assert.equal(headersOf([]).constructor, undefined);
});
