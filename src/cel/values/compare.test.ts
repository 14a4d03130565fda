import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareStrings } from './compare.ts';
import { formatDouble, parseDouble } from './double.ts';
import { codePointLength, unitOffset } from './text.ts';

test('texts are in the order of their code points, which is that of their UTF-8', () => {
  const texts = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(texts, texts, (a, b) =>
      assert.equal(Math.sign(compareStrings(a, b)), Buffer.compare(Buffer.from(a), Buffer.from(b))),
    ),
  );
  assert.ok(compareStrings('\uffff', '\u{10000}') < 0);
});

test('offsets of code points are found', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, index) => {
      const points = [...text];
      assert.equal(codePointLength(text), points.length);
      assert.equal(unitOffset(text, index), index > points.length ? undefined : points.slice(0, index).join('').length);
    }),
  );
});

const DOUBLES: readonly (readonly [value: number, text: string])[] = [
  [0, '0'],
  [-0, '-0'],
  [1, '1'],
  [-4.5, '-4.5'],
  [123456, '123456'],
  [1234567, '1.234567e+06'],
  [1e6, '1e+06'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [1e300, '1e+300'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '+Inf'],
];

for (const [value, text] of DOUBLES) {
  test(`${text} is written as Go writes it, and reads back`, () => {
    assert.equal(formatDouble(value), text);
    assert.equal(parseDouble(text), value);
  });
}

test('what is no number is not read', () => {
  for (const text of ['', ' 1', '1 ', '0x10', '1_000', '1e', '.', 'Infinit'])
    assert.equal(parseDouble(text), undefined);
});
