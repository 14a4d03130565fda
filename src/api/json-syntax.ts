/** What is wrong with text that is not JSON, in the words of Go's encoding/json, which clients of kube-apiserver know. */

/** Where the text is looked at, and what is open around it. */
interface Cursor {
  readonly text: string;
  at: number;
}

const END = 'unexpected end of JSON input';

/** How Go shows a byte: UTF-8's bytes one by one, as it reads them. */
function showByte(text: string, at: number): string {
  const character = text[at]!;
  if (character === "'") return `'\\''`;
  if (character === '"') return `'"'`;
  const byte = Buffer.from(text.slice(at, at + 2))[0]!;
  if (byte >= 0x20 && byte !== 0x7f && byte !== 0x5c && byte < 0x80) return `'${character}'`;
  return `'${ESCAPES.get(byte) ?? showOddByte(byte)}'`;
}

const ESCAPES = new Map([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x5c, '\\\\'],
]);

function showOddByte(byte: number): string {
  if (byte < 0x20 || byte === 0x7f) return `\\x${byte.toString(16).padStart(2, '0')}`;
  return byte < 0xa1 || byte === 0xad ? `\\u00${byte.toString(16)}` : String.fromCharCode(byte);
}

class SyntaxFault extends Error {}

function fail(cursor: Cursor, context: string): never {
  if (cursor.at >= cursor.text.length) throw new SyntaxFault(END);
  throw new SyntaxFault(`invalid character ${showByte(cursor.text, cursor.at)} ${context}`);
}

function skipSpace(cursor: Cursor): void {
  while (' \t\r\n'.includes(cursor.text[cursor.at] ?? 'x')) cursor.at++;
}

function peek(cursor: Cursor): string {
  return cursor.text[cursor.at] ?? '';
}

/** Goes on only over characters that match, else tells where it stopped. */
function expect(cursor: Cursor, pattern: RegExp, context: string): void {
  if (!pattern.test(peek(cursor))) fail(cursor, context);
  cursor.at++;
}

function readString(cursor: Cursor): void {
  cursor.at++;
  for (; peek(cursor) !== '"'; cursor.at++) {
    if (peek(cursor) < ' ') fail(cursor, 'in string literal');
    if (peek(cursor) === '\\') readEscape(cursor);
  }
  cursor.at++;
}

/** Ends on the escape's last character. */
function readEscape(cursor: Cursor): void {
  cursor.at++;
  if (!/^[bfnrt\\/"u]$/.test(peek(cursor))) fail(cursor, 'in string escape code');
  if (peek(cursor) !== 'u') return;
  for (let digit = 0; digit < 4; digit++) {
    cursor.at++;
    if (!/^[0-9a-fA-F]$/.test(peek(cursor))) fail(cursor, 'in \\u hexadecimal character escape');
  }
}

function readDigits(cursor: Cursor, context: string): void {
  expect(cursor, /^\d$/, context);
  while (/^\d$/.test(peek(cursor))) cursor.at++;
}

function readNumber(cursor: Cursor): void {
  if (peek(cursor) === '-') cursor.at++;
  if (peek(cursor) === '0') cursor.at++;
  else readDigits(cursor, 'in numeric literal');
  if (peek(cursor) === '.') {
    cursor.at++;
    readDigits(cursor, 'after decimal point in numeric literal');
  }
  if (!/^[eE]$/.test(peek(cursor))) return;
  cursor.at++;
  if (/^[+-]$/.test(peek(cursor))) cursor.at++;
  readDigits(cursor, 'in exponent of numeric literal');
}

function readWord(cursor: Cursor, word: string): void {
  for (const [index, letter] of [...word].entries()) {
    if (peek(cursor) !== letter) fail(cursor, `in literal ${word} (expecting '${word[index]}')`);
    cursor.at++;
  }
}

/** Reads one value that is not a container, or opens one. */
function readValueStart(cursor: Cursor, open: string[]): void {
  const first = peek(cursor);
  if (first === '{' || first === '[') {
    open.push(first);
    cursor.at++;
  } else if (first === '"') readString(cursor);
  else if (first === '-' || /^\d$/.test(first)) readNumber(cursor);
  else if (first === 't') readWord(cursor, 'true');
  else if (first === 'f') readWord(cursor, 'false');
  else if (first === 'n') readWord(cursor, 'null');
  else fail(cursor, 'looking for beginning of value');
}

function readKey(cursor: Cursor): void {
  skipSpace(cursor);
  if (peek(cursor) !== '"') fail(cursor, 'looking for beginning of object key string');
  readString(cursor);
  skipSpace(cursor);
  expect(cursor, /^:$/, 'after object key');
  skipSpace(cursor);
}

/** After a container has just been opened. @returns false when it is empty and closed again */
function enter(cursor: Cursor, open: string[]): boolean {
  skipSpace(cursor);
  if (peek(cursor) === (open.at(-1) === '{' ? '}' : ']')) {
    open.pop();
    cursor.at++;
    return false;
  }
  if (open.at(-1) === '{') readKey(cursor);
  return true;
}

/** After a whole value: closes what ends here. @returns false when the outermost value has ended */
function proceed(cursor: Cursor, open: string[]): boolean {
  for (;;) {
    skipSpace(cursor);
    const inside = open.at(-1);
    if (!inside) return false;
    const next = peek(cursor);
    if (next !== ',' && next !== (inside === '{' ? '}' : ']')) {
      fail(cursor, inside === '{' ? 'after object key:value pair' : 'after array element');
    }
    cursor.at++;
    if (next === ',') break;
    open.pop();
  }
  skipSpace(cursor);
  if (open.at(-1) === '{') readKey(cursor);
  return true;
}

function check(text: string): void {
  const cursor: Cursor = { text, at: 0 };
  const open: string[] = [];
  skipSpace(cursor);
  for (let more = true; more; ) {
    const depth = open.length;
    readValueStart(cursor, open);
    const opened = open.length > depth;
    more = opened && enter(cursor, open) ? true : proceed(cursor, open);
    if (more) skipSpace(cursor);
  }
  if (cursor.at < text.length) fail(cursor, 'after top-level value');
}

/** @returns undefined for text that is JSON after all */
export function jsonSyntaxFault(text: string): string | undefined {
  try {
    check(text);
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxFault) return error.message;
    throw error;
  }
}
