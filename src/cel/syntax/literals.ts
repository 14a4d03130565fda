/** What literals say. */
import { syntaxIssue } from '../issues.ts';
import { INT_RANGE, UINT_RANGE, within } from '../values/integer.ts';
import { Uint } from '../values/value.ts';
import type { Token } from './tokens.ts';

export function intLiteral(token: Token, negative: boolean): bigint {
  const value = negative ? -BigInt(token.text) : BigInt(token.text);
  if (!within(INT_RANGE, value)) throw syntaxIssue(token.at, 'invalid int literal');
  return value;
}

export function uintLiteral(token: Token): Uint {
  const value = BigInt(token.text.slice(0, -1));
  if (!within(UINT_RANGE, value)) throw syntaxIssue(token.at, 'invalid uint literal');
  return new Uint(value);
}

export function doubleLiteral(token: Token, negative: boolean): number {
  const value = Number(token.text);
  if (!Number.isFinite(value)) throw syntaxIssue(token.at, 'invalid double literal');
  return negative ? -value : value;
}

const PARTS = /^([bB]?)([rR]?)("""|'''|"|')([\s\S]*)\3$/;

export function stringLiteral(token: Token): string {
  const [, , raw, , body] = PARTS.exec(token.text)!;
  const lines = body!.replace(/\r\n?/g, '\n');
  return raw ? lines : unescapeText(lines, token, false);
}

/** Bytes of the UTF-8 form; `\x` and octal escapes are bytes themselves. */
export function bytesLiteral(token: Token): Uint8Array {
  const [, , raw, , body] = PARTS.exec(token.text)!;
  const lines = body!.replace(/\r\n?/g, '\n');
  if (raw) return new TextEncoder().encode(lines);
  const units = unescapeText(lines, token, true);
  return Buffer.from(units, 'latin1');
}

const ESCAPE =
  /\\(?:[xX]([0-9a-fA-F]{2})|([0-3][0-7]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\?"'`]))|\\|[^\\]+/g;

const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
]);

/** With `bytes`, every character of the answer is one byte. */
function unescapeText(body: string, token: Token, bytes: boolean): string {
  return body.replace(ESCAPE, (text, hex, octal, short, long, simple) => {
    if (simple !== undefined) return SIMPLE.get(simple) ?? simple;
    if (text !== '\\' && !text.startsWith('\\')) return bytes ? Buffer.from(text, 'utf8').toString('latin1') : text;
    const unicode = short ?? long;
    const code = octal === undefined ? Number.parseInt(hex ?? unicode, 16) : Number.parseInt(octal, 8);
    if (Number.isNaN(code) || (bytes && unicode !== undefined)) {
      throw syntaxIssue(token.at, `Syntax error: token recognition error at: '${token.text}'`);
    }
    if (!isScalar(code)) throw syntaxIssue(token.at, 'invalid unicode code point');
    return String.fromCodePoint(code);
  });
}

/** Whether it is a Unicode scalar value; surrogates are none. */
function isScalar(code: number): boolean {
  return code < 0xd800 || (code > 0xdfff && code <= 0x10ffff);
}
