import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { firstOverlap, parseIndexes } from './indexes.ts';

const REFUSED: readonly [string, string][] = [
  ['a', 'cannot convert string to integer for index: "a"'],
  ['1,', 'cannot convert string to integer for index: ""'],
  [
    '1-2-3',
    `the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by '-'`,
  ],
  ['10', 'too large index: "10"'],
  ['1-10', 'too large index: "10"'],
  ['3-3', 'non-increasing order, previous: 3, current: 3'],
  ['1,1', 'non-increasing order, previous: 1, current: 1'],
  ['2-4,3', 'non-increasing order, previous: 4, current: 3'],
];
for (const [text, error] of REFUSED) {
  test(`refuses ${text}`, () => assert.deepEqual(parseIndexes(text, 10), { error }));
}

const subset = fc.uniqueArray(fc.nat(30)).map((values) => values.sort((a, b) => a - b));

function show(values: readonly number[]): string {
  const parts: string[] = [];
  for (let at = 0; at < values.length; ) {
    let end = at;
    while (values[end + 1] === values[end]! + 1) end += 1;
    parts.push(end === at ? `${values[at]}` : `${values[at]}-${values[end]}`);
    at = end + 1;
  }
  return parts.join(',');
}

test('reads every set, and finds the first index that two share', () => {
  fc.assert(
    fc.property(subset, subset, (a, b) => {
      const [x, y] = [a, b].map((values) => parseIndexes(show(values), 31));
      assert.ok(x && y && 'total' in x && 'total' in y);
      assert.deepEqual([x.total, y.total], [a.length, b.length]);
      assert.equal(
        firstOverlap(x.intervals, y.intervals),
        a.find((value) => b.includes(value)),
      );
    }),
  );
});
