/** Bytes in JSON, as Go's encoding/base64 reads them: padded standard alphabet, line breaks passed over. */

export class Base64Error extends Error {
  override readonly name = 'Base64Error';
}

const CANONICAL = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;

/** @returns the same bytes in canonical form @throws Base64Error in Go's words */
export function canonicalBase64(text: string): string {
  if (CANONICAL.test(text)) return text;
  const fault = faultOf(text);
  if (fault >= 0) throw new Base64Error(`illegal base64 data at input byte ${fault}`);
  return Buffer.from(text, 'base64').toString('base64');
}

/** Where the first byte is that does not belong, or -1. A missing end is told of where the last quantum starts to lack. */
function faultOf(text: string): number {
  const bytes = Buffer.from(text);
  let digits = 0;
  for (const [at, byte] of bytes.entries()) {
    if (byte === 0x0a || byte === 0x0d) continue;
    if (byte === 0x3d) return paddingFault(bytes, at, digits % 4);
    if (!isDigit(byte)) return at;
    digits++;
  }
  return digits % 4 === 0 ? -1 : bytes.length - (digits % 4);
}

function isDigit(byte: number): boolean {
  return /[A-Za-z0-9+/]/.test(String.fromCharCode(byte));
}

/** @param at of the first `=` @param digits that its quantum already has */
function paddingFault(bytes: Buffer, at: number, digits: number): number {
  if (digits < 2) return at;
  const tail = [...bytes.entries()].slice(at + 1).filter(([, byte]) => byte !== 0x0a && byte !== 0x0d);
  const second = digits === 2 ? tail.shift() : undefined;
  if (digits === 2 && !second) return bytes.length;
  // Go tells of the byte before the wrong one here.
  if (second && second[1] !== 0x3d) return second[0] - 1;
  return tail[0]?.[0] ?? -1;
}
