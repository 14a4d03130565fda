/** One row of what travels between the threads. */
export interface Row {
  readonly key: string;
  readonly numbers: readonly number[];
  readonly value?: Uint8Array | undefined;
}

/** Rows as few large parts: all numbers in one array and all values in one buffer, which are handed over, not copied. */
export interface Packed {
  readonly keys: readonly string[];
  /** How many numbers a row has. */
  readonly width: number;
  readonly numbers: Float64Array<ArrayBuffer>;
  /** Of each row's value; NO_VALUE where it has none. */
  readonly lengths: Float64Array<ArrayBuffer>;
  readonly values: Uint8Array<ArrayBuffer>;
}

const NO_VALUE = -1;

export function pack(rows: readonly Row[]): Packed {
  const width = rows[0]?.numbers.length ?? 0;
  const numbers = new Float64Array(rows.length * width);
  const lengths = new Float64Array(rows.length);
  for (const [i, row] of rows.entries()) {
    numbers.set(row.numbers, i * width);
    lengths[i] = row.value?.length ?? NO_VALUE;
  }
  return { keys: rows.map(({ key }) => key), width, numbers, lengths, values: concatenate(rows) };
}

function concatenate(rows: readonly Row[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(rows.reduce((sum, { value }) => sum + (value?.length ?? 0), 0));
  let offset = 0;
  for (const { value } of rows) {
    if (!value) continue;
    all.set(value, offset);
    offset += value.length;
  }
  return all;
}

/** Values are views of the one buffer. */
export function unpack({ keys, width, numbers, lengths, values }: Packed): (Row & { value: Buffer | undefined })[] {
  let offset = 0;
  return keys.map((key, i) => {
    const row = { key, numbers: [...numbers.subarray(i * width, (i + 1) * width)] };
    const length = lengths[i]!;
    if (length === NO_VALUE) return { ...row, value: undefined };
    offset += length;
    return { ...row, value: Buffer.from(values.buffer, offset - length, length) };
  });
}

/** What postMessage may hand over. */
export function transferList({ numbers, lengths, values }: Packed): ArrayBuffer[] {
  return [numbers.buffer, lengths.buffer, values.buffer];
}
