/** A writer of the part of DER (X.690) that certificates are made of. The reader is src/api/certificates/der.ts. */

const Tag = {
  boolean: 0x01,
  integer: 0x02,
  enumerated: 0x0a,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const;
const CONTEXT = 0x80;
const CONSTRUCTED = 0x20;

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const content of contents) length += content.length;
  return Buffer.concat([Buffer.from([tag, ...lengthOctets(length)]), ...contents]);
}

export const sequence = (...parts: readonly Uint8Array[]) => element(Tag.sequence, ...parts);
export const set = (...parts: readonly Uint8Array[]) => element(Tag.set, ...parts);
export const octetString = (octets: Uint8Array) => element(Tag.octetString, octets);
export const utf8String = (text: string) => element(Tag.utf8String, Buffer.from(text));
export const boolean = (value: boolean) => element(Tag.boolean, Buffer.from([value ? 0xff : 0]));

export const enumerated = (value: number) => element(Tag.enumerated, Buffer.from([value]));

/** @param magnitude of a number that is not negative, most significant octet first */
export function integer(magnitude: Uint8Array): Buffer {
  const first = magnitude.findIndex((octet) => octet !== 0);
  const digits = first < 0 ? Buffer.from([0]) : magnitude.subarray(first);
  return digits[0]! < 0x80 ? element(Tag.integer, digits) : element(Tag.integer, Buffer.from([0]), digits);
}

/** @param unused bits at the end of the last octet */
export const bitString = (octets: Uint8Array, unused = 0) => element(Tag.bitString, Buffer.from([unused]), octets);

export function objectIdentifier(dotted: string): Buffer {
  const [first, second, ...rest] = dotted.split('.').map(Number) as [number, number, ...number[]];
  return element(Tag.objectIdentifier, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(arc: number): number[] {
  const octets = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) octets.unshift(0x80 | (rest % 128));
  return octets;
}

/** To the second; in the form that RFC 5280 (4.1.2.5) wants for its year. */
export function time(date: Date): Buffer {
  const digits = `${date.toISOString().replace(/[-:T]|\..*/g, '')}Z`;
  if (date.getUTCFullYear() >= 2050) return element(Tag.generalizedTime, Buffer.from(digits));
  return element(Tag.utcTime, Buffer.from(digits.slice(2)));
}

/** `[number] EXPLICIT` */
export const explicit = (number: number, value: Uint8Array) => element(CONTEXT | CONSTRUCTED | number, value);
/** `[number] IMPLICIT` of a type that is not constructed. */
export const implicit = (number: number, octets: Uint8Array) => element(CONTEXT | number, octets);
