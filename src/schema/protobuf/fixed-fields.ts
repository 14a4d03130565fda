/** Small messages of fixed form, which no table describes: times, quantities, map entries, the envelope. */
import { isUtf8 } from 'node:buffer';
import { readFields, WireError, type WireType } from './wire.ts';

type ValueOf<T extends WireType> = T extends 'varint' ? bigint : Buffer;
type Values<T extends readonly WireType[]> = { -readonly [Index in keyof T]: ValueOf<T[Index]> | undefined };

/**
 * The fields 1, 2, … of a message, by the wire type of each. The last of a number counts, as Go's decoders have it;
 * numbers that the message does not have are passed over.
 * @throws WireError
 */
export function fixedFields<const T extends readonly WireType[]>(bytes: Buffer, types: T): Values<T> {
  const values: unknown[] = types.map(() => undefined);
  for (const { number, type, value } of readFields(bytes)) {
    const expected = types[number - 1];
    if (expected === undefined) continue;
    if (type !== expected) throw new WireError(`proto: wrong wireType = ${type} for field ${number}`);
    values[number - 1] = value;
  }
  return values as Values<T>;
}

/** @throws WireError for what no string of Kubernetes may hold */
export function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new WireError('string field contains invalid UTF-8');
  if (bytes.includes(0)) throw new WireError('string field contains a NUL character');
  return bytes.toString('utf8');
}
