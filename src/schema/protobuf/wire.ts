/** The protobuf wire format: a message's bytes into its fields, in the order in which they stand. Strict and bounded. */

/** The bytes are no message; the words are those of Go's generated decoders. */
export class WireError extends Error {
  override readonly name = 'WireError';
}

export type WireType = 'varint' | 'fixed64' | 'bytes' | 'fixed32';

export type WireField =
  | { readonly number: number; readonly type: 'varint'; readonly value: bigint }
  | { readonly number: number; readonly type: 'fixed64' | 'bytes' | 'fixed32'; readonly value: Buffer };

export const EMPTY: Buffer = Buffer.alloc(0);

/** By number on the wire. Groups (3 and 4) are refused: no message of Kubernetes has one. */
const WIRE_TYPES: readonly (WireType | undefined)[] = ['varint', 'fixed64', 'bytes', undefined, undefined, 'fixed32'];

const MAX_TAG = 2 ** 32;
const MAX_VARINT_BYTES = 10;
/** Seven bits a byte: up to here a varint is exact in a number. */
const MAX_NUMBER_BYTES = 7;

/** The values are views of `bytes`. @throws WireError at the first byte that is wrong */
export function* readFields(bytes: Buffer): Generator<WireField> {
  const reader = new WireReader(bytes);
  while (!reader.done) yield reader.field();
}

/** Repeated integers in packed form. @throws WireError */
export function* readPacked(bytes: Buffer): Generator<bigint> {
  const reader = new WireReader(bytes);
  while (!reader.done) yield reader.varint();
}

/** A signed integer of 64 bits, as a number where that is exact. */
export function toInt64(varint: bigint): number | bigint {
  const value = BigInt.asIntN(64, varint);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  field(): WireField {
    const tag = this.#size();
    const number = Math.floor(tag / 8);
    const type = WIRE_TYPES[tag % 8];
    if (tag >= MAX_TAG || number === 0 || !type) {
      throw new WireError(`proto: illegal tag ${number} (wire type ${tag % 8})`);
    }
    if (type === 'varint') return { number, type, value: this.varint() };
    return { number, type, value: this.#take(this.#lengthOf(type)) };
  }

  varint(): bigint {
    const start = this.#at;
    const small = this.#smallVarint();
    if (small !== undefined) return BigInt(small);
    this.#at = start;
    return this.#largeVarint();
  }

  /** A tag or a length. */
  #size(): number {
    const size = this.#smallVarint();
    if (size === undefined) throw new WireError('proto: integer overflow');
    return size;
  }

  #lengthOf(type: WireType): number {
    if (type === 'fixed64') return 8;
    return type === 'fixed32' ? 4 : this.#size();
  }

  #take(length: number): Buffer {
    if (length === 0) return EMPTY;
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new WireError('unexpected EOF');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  /** @returns undefined for a varint that takes more bytes than a number holds */
  #smallVarint(): number | undefined {
    let value = 0;
    for (let place = 0; place < MAX_NUMBER_BYTES; place++) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** (7 * place);
      if (byte < 0x80) return value;
    }
    return undefined;
  }

  #largeVarint(): bigint {
    let value = 0n;
    for (let place = 0; place < MAX_VARINT_BYTES; place++) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << BigInt(7 * place);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new WireError('proto: integer overflow');
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new WireError('unexpected EOF');
    this.#at++;
    return byte;
  }
}
