import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goDuration } from './go-duration.ts';

for (const [milliseconds, text] of [
  [0, '0s'],
  [501, '501ms'],
  [1500, '1.5s'],
  [60_500, '1m0.5s'],
  [7_200_000, '2h0m0s'],
] as const) {
  test(`${milliseconds} ms is ${text} in Go`, () => assert.equal(goDuration(milliseconds), text));
}
