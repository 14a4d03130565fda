/** A first look at JSON text: what the parser must be careful about, found in one pass over the bytes. */

export interface JsonScan {
  /** Keys of all objects, each as often as it is written. */
  readonly keys: number;
  readonly depth: number;
  /** Containers and commas: never less than there are values, but for the outermost. */
  readonly values: number;
  /**
   * Where numbers start and end (in turn) that are written with a fraction, an exponent or sixteen digits: their text
   * says more than a double holds.
   */
  readonly delicateNumbers: readonly number[];
  /** Some string has a `\u` escape, which could stand for what no string may hold. */
  readonly hasUnicodeEscapes: boolean;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LOWER_U = 0x75;
const MINUS = 0x2d;
const DELICATE_DIGITS = 16;

/** What a byte outside of strings is to the scan. */
const PLAIN = 0;
const STRING = 1;
const COLON = 2;
const OPEN = 3;
const CLOSE = 4;
const NUMBER = 5;
const COMMA = 6;

const KIND = new Uint8Array(256);
KIND[QUOTE] = STRING;
KIND[0x3a] = COLON;
KIND[0x2c] = COMMA;
KIND[0x7b] = OPEN;
KIND[0x5b] = OPEN;
KIND[0x7d] = CLOSE;
KIND[0x5d] = CLOSE;
KIND[MINUS] = NUMBER;
for (let digit = 0x30; digit <= 0x39; digit++) KIND[digit] = NUMBER;

const NUMBER_TAIL = new Uint8Array(256);
for (const character of '0123456789') NUMBER_TAIL[character.charCodeAt(0)] = 1;
for (const character of '.eE+-') NUMBER_TAIL[character.charCodeAt(0)] = 2;

/**
 * Knows nothing of grammar: for text that is not JSON the answer means nothing, and the parser is the one to say so.
 */
export class JsonScanner implements JsonScan {
  keys = 0;
  depth = 0;
  values = 0;
  readonly delicateNumbers: number[] = [];
  hasUnicodeEscapes = false;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  scan(): JsonScan {
    const bytes = this.#bytes;
    let open = 0;
    for (let at = 0; at < bytes.length; at++) {
      const kind = KIND[bytes[at]!];
      if (kind === PLAIN) continue;
      if (kind === STRING) at = this.#skipString(at + 1);
      else if (kind === NUMBER) at = this.#skipNumber(at + 1);
      else if (kind === COLON) this.keys++;
      else if (kind === COMMA) this.values++;
      else if (kind === CLOSE) open--;
      else open = this.#enter(open + 1);
    }
    return this;
  }

  #enter(open: number): number {
    this.values++;
    if (open > this.depth) this.depth = open;
    return open;
  }

  /** @returns where the closing quote is, or the end */
  #skipString(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    for (; at < bytes.length && bytes[at] !== QUOTE; at++) {
      if (bytes[at] !== BACKSLASH) continue;
      at++;
      if (bytes[at] === LOWER_U) this.hasUnicodeEscapes = true;
    }
    return at;
  }

  /** @returns where the last byte of the number is */
  #skipNumber(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    let isDelicate = false;
    for (let tail = NUMBER_TAIL[bytes[at]!]; tail; tail = NUMBER_TAIL[bytes[++at]!]) {
      if (tail === 2) isDelicate = true;
    }
    if (isDelicate || at - from >= DELICATE_DIGITS - 1) this.delicateNumbers.push(from - 1, at);
    return at - 1;
  }
}
