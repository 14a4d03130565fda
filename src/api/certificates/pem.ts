/** A block of RFC 7468 text. */
export interface PemBlock {
  readonly label: string;
  readonly hasHeaders: boolean;
  readonly der: Buffer;
}

const LINE = /.{1,64}/g;
const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,64})-----\r?\n([^-]*)-----END \1-----/g;
const HEADER = /^[^\n:]+:/;

/** The blocks of a text in their order; what stands between them is skipped. */
export function pemBlocks(text: string): PemBlock[] {
  return [...text.matchAll(BLOCK)].map(([, label = '', body = '']) => ({
    label,
    hasHeaders: HEADER.test(body),
    der: Buffer.from(body, 'base64'),
  }));
}

/** One block as text. */
export function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(LINE) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
