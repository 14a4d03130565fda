import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pack, type Row, unpack } from './packing.ts';

const cases: [name: string, rows: Row[]][] = [
  ['no rows', []],
  [
    'values, an empty one, none',
    [
      ['/a', 1, Buffer.from('x')],
      ['/b', 2, Buffer.alloc(0)],
      ['/c', 3, null],
    ],
  ],
  [
    'numbers that are null',
    [
      ['/a', 1, null, Buffer.from('x')],
      ['/b', 2 ** 52, 0, Buffer.from('yz')],
    ],
  ],
  [
    'keys alone',
    [
      ['/a', null],
      ['/é', null],
    ],
  ],
];
for (const [name, rows] of cases) {
  test(`rows come out as they went in: ${name}`, () => {
    const width = (rows[0]?.length ?? 2) - 2;
    const unpacked = unpack(pack(rows), (key, number, value) => {
      const numbers = Array.from({ length: width }, (_, i) => number(i)).map((n) => (Number.isNaN(n) ? null : n));
      return [key, ...numbers, value ?? null];
    });
    assert.deepEqual(unpacked, rows);
  });
}
