import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference } from './difference.ts';

const CASES: [name: string, old: unknown, now: unknown, expected: string][] = [
  ['nothing', { a: [1] }, { a: [1], b: {} }, ''],
  ['a value', { a: { b: 1 } }, { a: { b: 2 } }, '- a.b: 1\n+ a.b: 2'],
  ['an item more', { a: [1] }, { a: [1, { b: 2 }] }, '+ a[1]: {"b":2}'],
  ['a field less', { a: 1, b: 2 }, { b: 2 }, '- a: 1'],
  ['another type', { a: [1] }, { a: 'x' }, '- a: [1]\n+ a: "x"'],
  ['a key of a prototype', {}, JSON.parse('{"__proto__":"x"}'), '+ __proto__: "x"'],
];
for (const [name, old, now, expected] of CASES) {
  test(name, () => assert.equal(difference(old, now), expected));
}

test('a long difference is cut off', () => {
  const now = Object.fromEntries(Array.from({ length: 60 }, (_, position) => [`k${position}`, 1]));
  const lines = difference({}, now).split('\n');
  assert.deepEqual([lines.length, lines.at(-1)], [51, '  … and 10 more lines']);
});
