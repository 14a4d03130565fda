import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { MAX_PATTERN_WEIGHT, patternWeight } from './pattern-weight.ts';

const WEIGHTS: readonly (readonly [pattern: string, weight: number])[] = [
  ['', 0],
  ['abc', 3],
  ['a{3}', 3],
  ['a{3,}', 3],
  ['a{2,5}', 5],
  ['(ab){10}', 30],
  ['((a{10}){10}){10}', 1110],
  ['(a|b)c', 5],
  ['\\{3}', 3],
  ['[a-z]{10}', 15],
  ['[\\]]{2}', 6],
  ['\\pL', 101],
  ['\\p{Greek}{3}', 103],
  ['[\\pL\\pN]', 209],
  ['(?i)[b-\\x{1e900}]', 4017],
];

for (const [pattern, weight] of WEIGHTS) {
  test(`${pattern} weighs ${weight}`, () => assert.equal(patternWeight(pattern), weight));
}

const HEAVY: Readonly<Record<string, string>> = {
  'a long text': 'a'.repeat(30_000),
  'a group of many states, many times': `(${'ab'.repeat(50)}){1000}`,
  'many properties': '\\pL'.repeat(300),
  'many folded ranges': `(?i)${'[b-\\x{1e900}]'.repeat(10)}`,
  'many folded ranges in one class': `(?i)[${'b-\u{1e900}'.repeat(10)}]`,
};

for (const [name, pattern] of Object.entries(HEAVY)) {
  test(`${name}: too heavy`, () => assert.ok(patternWeight(pattern) > MAX_PATTERN_WEIGHT));
}

test('a pattern has few more states than it weighs', () => {
  const atom = fc.constantFrom('a', '.', '[a-z]', '\\d', '(?:ab)', '(x)', '[^b]');
  const times = fc.constantFrom('', '*', '+?', '{3}', '{2,}', '{1,7}');
  const piece = fc.tuple(atom, times).map((parts) => parts.join(''));
  const group = fc.tuple(fc.array(piece, { maxLength: 4 }), times).map(([parts, many]) => `(${parts.join('')})${many}`);
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, group), { maxLength: 5 }), (parts) => {
      const pattern = parts.join('');
      assert.ok(RE2JS.compile(pattern).programSize() <= 10 + 5 * patternWeight(pattern), pattern);
    }),
  );
});
