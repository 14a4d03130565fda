import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDuration, formatTimestamp, parseDuration, parseTimestamp } from './time.ts';
import { Duration, EvaluationError, Timestamp } from './value.ts';

const TIMESTAMPS: readonly (readonly [text: string, canonical: string | undefined])[] = [
  ['2024-02-29T12:00:00Z', '2024-02-29T12:00:00Z'],
  ['2024-02-29T12:00:00.120Z', '2024-02-29T12:00:00.12Z'],
  ['2024-02-29T12:00:00.123456789+05:30', '2024-02-29T06:30:00.123456789Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59.999999999Z'],
  ['2023-02-29T00:00:00Z', undefined],
  ['2024-01-01T24:00:00Z', undefined],
  ['2024-01-01T00:00:60Z', undefined],
  ['2024-01-01T00:00:00', undefined],
  ['2024-01-01', undefined],
  ['2024-01-01T00:00:00+24:00', undefined],
];

for (const [text, canonical] of TIMESTAMPS) {
  test(`${text} is ${canonical ?? 'no timestamp'}`, () => {
    const value = parseTimestamp(text);
    assert.equal(value instanceof Timestamp ? formatTimestamp(value) : value, canonical);
  });
}

test('an instant beyond the years 1 to 9999 is an error', () => {
  assert.deepEqual(parseTimestamp('0001-01-01T00:00:00+01:00'), new EvaluationError('timestamp overflow'));
  assert.deepEqual(parseTimestamp('9999-12-31T23:59:59-01:00'), new EvaluationError('timestamp overflow'));
});

const DURATIONS: readonly (readonly [text: string, canonical: string | undefined])[] = [
  ['1h30m', '5400s'],
  ['-1.5s', '-1.5s'],
  ['1h1m1s1ms1us1ns', '3661.001001001s'],
  ['1µs', '0.000001s'],
  ['.5m', '30s'],
  ['1.s', '1s'],
  ['0', '0s'],
  ['-0', '0s'],
  ['1', undefined],
  ['s', undefined],
  ['1d', undefined],
  ['1h 30m', undefined],
  ['', undefined],
];

for (const [text, canonical] of DURATIONS) {
  test(`"${text}" is ${canonical ?? 'no duration'}`, () => {
    const value = parseDuration(text);
    assert.equal(value instanceof Duration ? formatDuration(value) : value, canonical);
  });
}

test('a duration beyond 64 bits of nanoseconds is an error', () => {
  assert.deepEqual(parseDuration('2562048h'), new EvaluationError('duration overflow'));
});

test('what is written reads back', () => {
  const instants = fc.bigInt({ min: -62_135_596_800n * 10n ** 9n, max: 253_402_300_799n * 10n ** 9n });
  fc.assert(
    fc.property(instants, (nanos) =>
      assert.deepEqual(parseTimestamp(formatTimestamp(new Timestamp(nanos))), new Timestamp(nanos)),
    ),
  );
  const spans = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  fc.assert(
    fc.property(spans, (nanos) =>
      assert.deepEqual(parseDuration(formatDuration(new Duration(nanos))), new Duration(nanos)),
    ),
  );
});
