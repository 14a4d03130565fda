import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { field, varint } from './testing/wire-writer.ts';
import { readFields, readPacked, toInt64, WireError, type WireField } from './wire.ts';

const read = (...bytes: number[]) => [...readFields(Buffer.from(bytes))];

const anyField: fc.Arbitrary<WireField> = fc
  .record({ number: fc.integer({ min: 1, max: 2 ** 29 - 1 }), integer: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) })
  .chain(({ number, integer }) => {
    const bytes = (size: fc.Arbitrary<Uint8Array>) => size.map((value) => Buffer.from(value));
    return fc.oneof(
      fc.constant({ number, type: 'varint' as const, value: integer }),
      bytes(fc.uint8Array({ minLength: 8, maxLength: 8 })).map((value) => ({
        number,
        type: 'fixed64' as const,
        value,
      })),
      bytes(fc.uint8Array({ minLength: 4, maxLength: 4 })).map((value) => ({
        number,
        type: 'fixed32' as const,
        value,
      })),
      bytes(fc.uint8Array({ maxLength: 300 })).map((value) => ({ number, type: 'bytes' as const, value })),
    );
  });

describe('readFields', () => {
  it('reads what was written, in its order', () => {
    fc.assert(
      fc.property(fc.array(anyField), (fields) => {
        assert.deepEqual([...readFields(Buffer.concat(fields.map(field)))], fields);
      }),
    );
  });

  it('reads any bytes, or refuses them as no message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          for (const { value } of readFields(Buffer.from(bytes))) assert.ok(value !== undefined);
        } catch (error) {
          assert.ok(error instanceof WireError);
        }
      }),
    );
  });

  it('takes a varint that is longer than it must be', () => {
    assert.deepEqual(read(0x08, 0x81, 0x80, 0x00), [{ number: 1, type: 'varint', value: 1n }]);
  });

  const refused: [what: string, bytes: number[], message: string][] = [
    ['a tag that breaks off', [0x80], 'unexpected EOF'],
    ['a varint that breaks off', [0x08, 0xff], 'unexpected EOF'],
    ['a string longer than the message', [0x0a, 0x05, 0x61], 'unexpected EOF'],
    ['a length that only 64 bits hold', [0x0a, ...Array(9).fill(0xff), 0x01], 'proto: integer overflow'],
    ['a fixed64 that breaks off', [0x09, 1, 2, 3], 'unexpected EOF'],
    ['a varint of eleven bytes', [0x08, ...Array(10).fill(0x80), 0x00], 'proto: integer overflow'],
    ['field 0', [0x00, 0x00], 'proto: illegal tag 0 (wire type 0)'],
    [
      'a field number of more than 29 bits',
      [0x80, 0x80, 0x80, 0x80, 0x10],
      'proto: illegal tag 536870912 (wire type 0)',
    ],
    ['the start of a group', [0x0b], 'proto: illegal tag 1 (wire type 3)'],
    ['the end of a group', [0x0c], 'proto: illegal tag 1 (wire type 4)'],
    ['wire type 7', [0x0f], 'proto: illegal tag 1 (wire type 7)'],
  ];
  for (const [what, bytes, message] of refused) {
    it(`refuses ${what}`, () => assert.throws(() => read(...bytes), new WireError(message)));
  }
});

describe('readPacked', () => {
  it('reads one integer after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })), (integers) => {
        assert.deepEqual([...readPacked(Buffer.concat(integers.map(varint)))], integers);
      }),
    );
  });
});

describe('toInt64', () => {
  const cases: [wire: bigint, value: number | bigint][] = [
    [0n, 0],
    [2n ** 53n - 1n, Number.MAX_SAFE_INTEGER],
    [2n ** 53n, 2n ** 53n],
    [2n ** 63n - 1n, 2n ** 63n - 1n],
    [2n ** 63n, -(2n ** 63n)],
    [2n ** 64n - 1n, -1],
  ];
  for (const [wire, value] of cases) it(`${wire} is ${value}`, () => assert.equal(toInt64(wire), value));
});
