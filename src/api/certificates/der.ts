/** A reader of DER (X.690), as far as certificates and requests for them need it. Lengths are checked before anything is read. */
export class DerError extends Error {
  override readonly name = 'DerError';
}

export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  /** Tag, length and content. */
  readonly whole: Buffer;
}

export const SEQUENCE = 0x30;
export const INTEGER = 0x02;
export const BIT_STRING = 0x03;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
export const SET = 0x31;

const MAX_LENGTH_BYTES = 4;

/** The elements that stand one after the other in `bytes`. */
export function readDer(bytes: Buffer): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = readElement(bytes, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

/** The elements inside an element that must have this tag. */
export function readInside(element: DerElement | undefined, tag: number): DerElement[] {
  return readDer(contentOf(element, tag));
}

export function contentOf(element: DerElement | undefined, tag: number): Buffer {
  if (element?.tag !== tag) throw new DerError("asn1: structure error: tags don't match");
  return element.content;
}

/** `[number]` of a type that is constructed, such as the attributes of a request. */
export function contextTag(number: number): number {
  return 0xa0 | number;
}

function readElement(bytes: Buffer, start: number): DerElement {
  const first = bytes[start + 1];
  if (first === undefined) throw truncated();
  if (first === 0x80) throw new DerError('asn1: syntax error: indefinite length found (not DER)');
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const contentAt = start + 2 + lengthBytes;
  if (lengthBytes > MAX_LENGTH_BYTES || contentAt > bytes.length) throw truncated();
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(start + 2, lengthBytes);
  const end = contentAt + length;
  if (end > bytes.length) throw truncated();
  return { tag: bytes[start]!, content: bytes.subarray(contentAt, end), whole: bytes.subarray(start, end) };
}

function truncated(): DerError {
  return new DerError('asn1: syntax error: data truncated');
}

/** An object identifier as it is written: `2.5.4.3`. Arcs too large for a number do not occur in certificates. */
export function readObjectIdentifier(element: DerElement | undefined): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of contentOf(element, OBJECT_IDENTIFIER)) {
    arc = arc * 128 + (octet & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) throw new DerError('asn1: structure error: base 128 integer too large');
    if (octet >= 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [joined, ...rest] = arcs;
  if (joined === undefined) throw new DerError('asn1: structure error: zero length OBJECT IDENTIFIER');
  const first = Math.min(2, Math.floor(joined / 40));
  return [first, joined - first * 40, ...rest].join('.');
}
