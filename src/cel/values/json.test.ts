import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  messageType,
  STRING,
  TIMESTAMP,
  UINT,
  wrapperOf,
} from '../check/types.ts';
import { Meter } from '../eval/meter.ts';
import { describeValue } from '../testing/conformance.ts';
import { equals } from './compare.ts';
import { fromJson, type JsonOptions } from './json.ts';
import { EvaluationError, MapValue, ObjectValue, type Value } from './value.ts';

const options: JsonOptions = {
  wholeNumbers: 'int',
  fields: { findField: (_type, field) => (field === 'count' ? INT : undefined) },
};

const READ: readonly (readonly [input: unknown, type: Parameters<typeof fromJson>[1], value: unknown])[] = [
  [null, STRING, null],
  ['text', STRING, 'text'],
  [5, INT, '5 (int)'],
  [5, UINT, '5 (uint)'],
  [5, DOUBLE, 5],
  [5, DYN, '5 (int)'],
  [5.5, DYN, 5.5],
  [1e300, DYN, 1e300],
  [5, wrapperOf(INT), '5 (int)'],
  ['AQI=', BYTES, '0102 (bytes)'],
  ['1s', DURATION, '1000000000 (Duration)'],
  ['1970-01-01T00:00:01Z', TIMESTAMP, '1000000000 (Timestamp)'],
  [[1, 2], listOf(INT), ['1 (int)', '2 (int)']],
  [{ a: 1 }, mapOf(STRING, DOUBLE), { map: [['a', 1]] }],
];

for (const [input, type, value] of READ) {
  test(`${JSON.stringify(input)} as ${type.name} is ${JSON.stringify(value)}`, () =>
    assert.deepEqual(describeValue(fromJson(input, type, options) as Value), value));
}

test('keys that a client chose are only ever own properties', () => {
  const map = fromJson(JSON.parse('{"__proto__": 1, "a": 2}'), DYN, options) as MapValue;
  assert.ok(map instanceof MapValue);
  assert.deepEqual([...map.keys()], ['__proto__', 'a']);
  assert.equal(map.get('__proto__'), 1n);
  assert.deepEqual(
    ['constructor', 'toString', 'hasOwnProperty'].map((key) => map.has(key)),
    [false, false, false],
  );
});

test('a message has the fields that are there, in the types that are known', () => {
  const message = fromJson({ count: 3, other: null }, messageType('M'), {
    ...options,
    wholeNumbers: 'double',
  }) as ObjectValue;
  assert.ok(message instanceof ObjectValue);
  assert.equal(message.field('count'), 3n);
  assert.deepEqual([message.hasField('count'), message.hasField('missing')], [true, false]);
  assert.deepEqual(message.field('missing'), new EvaluationError('no such key: missing'));
});

test('a list is converted once, however often it is asked for', () => {
  const map = fromJson({ list: [1] }, DYN, options) as MapValue;
  assert.equal(map.get('list'), map.get('list'));
});

test('messages of one type are equal when their JSON is', () => {
  const meter = new Meter(1000);
  const read = (input: object, type: string) => fromJson(input, messageType(type), options) as Value;
  assert.ok(equals(read({ a: [1] }, 'M'), read({ a: [1] }, 'M'), meter));
  assert.ok(!equals(read({ a: [1] }, 'M'), read({ a: [2] }, 'M'), meter));
  assert.ok(!equals(read({}, 'M'), read({}, 'N'), meter));
});
