import assert from 'node:assert/strict';
import { test } from 'node:test';
import { path } from '../../../api/field.ts';
import { validatePatterns } from './patterns.ts';

function errorsOf(patterns: readonly string[]): string[] {
  const properties = Object.fromEntries(patterns.map((pattern, i) => [`p${i}`, { type: 'string', pattern }]));
  return validatePatterns({ type: 'object', properties }, path('schema')).map(String);
}
const repeat = (count: number, pattern: (i: number) => string) => Array.from({ length: count }, (_, i) => pattern(i));

test('one pattern may stand in as many places as there are', () => {
  assert.deepEqual(errorsOf(repeat(10_000, () => '^[a-z]{1,63}$')), []);
});

test('patterns of one definition are compiled up to a bound', () => {
  for (const pattern of [(i: number) => `a${i}`, (i: number) => `(${i}`, (i: number) => `[a-z]{1,900}${i}`]) {
    const errors = errorsOf(repeat(10_000, pattern));
    assert.match(errors.at(-1)!, /^schema\.properties\[p9999\]\.pattern: .* expression too large$/);
  }
});

test('hundreds of patterns are no matter', () => {
  const labels = '^([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$';
  assert.deepEqual(errorsOf(repeat(300, (i) => `${labels}|${i}`)), []);
});
