/** Writes the protobuf wire format, for tests. */
import type { WireField } from '../wire.ts';

const WIRE_TYPES = { varint: 0n, fixed64: 1n, bytes: 2n, fixed32: 5n } as const;

export function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

export function field({ number, type, value }: WireField): Buffer {
  const tag = varint((BigInt(number) << 3n) | WIRE_TYPES[type]);
  if (typeof value === 'bigint') return Buffer.concat([tag, varint(value)]);
  return type === 'bytes' ? Buffer.concat([tag, varint(BigInt(value.length)), value]) : Buffer.concat([tag, value]);
}

export function integer(number: number, value: number | bigint): Buffer {
  return field({ number, type: 'varint', value: BigInt.asUintN(64, BigInt(value)) });
}

/** A string, bytes, or a message of these fields. */
export function bytes(number: number, ...parts: readonly (string | Uint8Array)[]): Buffer {
  return field({ number, type: 'bytes', value: Buffer.concat(parts.map((part) => Buffer.from(part as string))) });
}

/** An object as clients send it: the magic, then a runtime.Unknown. */
export function envelope(apiVersion: string, kind: string, ...fields: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from('k8s\0'), bytes(1, bytes(1, apiVersion), bytes(2, kind)), bytes(2, ...fields)]);
}
