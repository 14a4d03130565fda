/** Writes values as protobuf by descriptions of messages: which of a value's properties is which field. */

/** What a field holds, in bytes. */
export type Encode = (value: any) => Buffer;

interface Field {
  readonly number: number;
  readonly encode: Encode;
  /** The value is a list of what the field holds. */
  readonly repeated: boolean;
}
export type Fields = Readonly<Record<string, Field>>;

const LENGTH_DELIMITED = 2;
const VARINT = 0;
const MORE = 0x80;

export const text: Encode = (value: string) => Buffer.from(value);

export function field(number: number, encode: Encode): Field {
  return { number, encode, repeated: false };
}

export function repeated(number: number, encode: Encode): Field {
  return { number, encode, repeated: true };
}

/** One field around what stands for itself in JSON. */
export function wrapped(number: number, encode: Encode): Encode {
  return (value) => delimited(number, encode(value));
}

/** A map, as a list of messages with a name and a value. @param number of the list */
export function named(number: number, encode: Encode): Encode {
  return (map) => Buffer.concat(Object.entries(map).map(([name, value]) => namedEntry(number, name, encode(value))));
}

export function namedEntry(number: number, name: string, value: Buffer): Buffer {
  return delimited(number, Buffer.concat([delimited(1, text(name)), delimited(2, value)]));
}

/**
 * Properties that the fields do not name are left out. Those that are absent, too.
 * @param others what is written of all of them
 */
export function message(fields: () => Fields, others: (value: object) => Buffer = () => Buffer.alloc(0)): Encode {
  return (value) => {
    const written = Object.entries(fields()).map(([property, row]) => writeField(row, value[property]));
    return Buffer.concat([...written, others(value)]);
  };
}

function writeField({ number, encode, repeated: isList }: Field, value: unknown): Buffer {
  if (value === undefined) return Buffer.alloc(0);
  if (typeof value === 'boolean') return Buffer.concat([varint(number * 8 + VARINT), varint(value ? 1 : 0)]);
  if (!isList) return delimited(number, encode(value));
  return Buffer.concat((value as unknown[]).map((item) => delimited(number, encode(item))));
}

export function delimited(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + LENGTH_DELIMITED), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= MORE; rest = Math.floor(rest / MORE)) bytes.push((rest % MORE) | MORE);
  return Buffer.from([...bytes, rest]);
}
