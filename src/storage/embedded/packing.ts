/** A row as it travels between the threads, and as SQLite gives it: a key, some numbers, a value or none. */
export type Row = readonly [key: string, ...numbers: (number | null)[], value: Uint8Array | null];

/** Rows as few large parts: all numbers in one array and all values in one buffer, which are handed over, not copied. */
export interface Packed {
  readonly keys: readonly string[];
  /** Row by row; NaN for null. The last of a row is its value's length; NaN for none. */
  readonly numbers: Float64Array<ArrayBuffer>;
  readonly values: Uint8Array<ArrayBuffer>;
}

export function pack(rows: readonly Row[]): Packed {
  const width = (rows[0]?.length ?? 1) - 1;
  const numbers = new Float64Array(rows.length * width);
  let at = 0;
  for (const row of rows) {
    for (let i = 1; i < width; i++) numbers[at++] = (row[i] as number | null) ?? Number.NaN;
    numbers[at++] = valueIn(row)?.length ?? Number.NaN;
  }
  return { keys: rows.map(([key]) => key), numbers, values: concatenate(rows) };
}

function concatenate(rows: readonly Row[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(rows.reduce((sum, row) => sum + (valueIn(row)?.length ?? 0), 0));
  let offset = 0;
  for (const row of rows) {
    const value = valueIn(row);
    if (!value) continue;
    all.set(value, offset);
    offset += value.length;
  }
  return all;
}

const valueIn = (row: Row) => row.at(-1) as Uint8Array | null;

/** What a row is made into. `number(i)` is the row's i-th number; the value is a view of the one buffer. */
export type FromRow<T> = (key: string, number: (i: number) => number, value: Buffer | undefined) => T;

export function unpack<T>({ keys, numbers, values }: Packed, make: FromRow<T>): T[] {
  const width = numbers.length / keys.length;
  let row = 0;
  let offset = 0;
  const number = (i: number) => numbers[row + i]!;
  return keys.map((key, i) => {
    row = i * width;
    const length = number(width - 1);
    if (Number.isNaN(length)) return make(key, number, undefined);
    offset += length;
    return make(key, number, Buffer.from(values.buffer, offset - length, length));
  });
}

/** What postMessage may hand over. */
export function transferList({ numbers, values }: Packed): ArrayBuffer[] {
  return [numbers.buffer, values.buffer];
}
