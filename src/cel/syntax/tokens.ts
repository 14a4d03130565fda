/** Cuts an expression into tokens. */
import { syntaxIssue } from '../issues.ts';

export type TokenKind =
  | 'identifier'
  /** `a.`b-c``: a field whose name is no identifier. */
  | 'quoted'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'punctuator'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As written; for the end `<EOF>`. */
  readonly text: string;
  readonly at: number;
}

const BLANK = /(?:[ \t\r\n\f]+|\/\/[^\n]*)+/y;

const TOKENS: readonly (readonly [TokenKind, RegExp])[] = [
  ['double', /(?:[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?)/y],
  ['uint', /(?:0x[0-9a-fA-F]+|[0-9]+)[uU]/y],
  ['int', /(?:0x[0-9a-fA-F]+|[0-9]+)/y],
  ['identifier', /[_a-zA-Z][_a-zA-Z0-9]*/y],
  ['quoted', /`[-a-zA-Z0-9_./ ]+`/y],
  ['punctuator', /&&|\|\||[<>=!]=|[-<>+*/%!?:.,()[\]{}]/y],
];

const STRING_OPENING = /([bB]?)([rR]?)("""|'''|"|')/y;

/** Tokens in order; the last is the end. Throws SyntaxIssues. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(BLANK, source, at)?.[0].length ?? 0;
    if (at >= source.length) break;
    const token = stringToken(source, at) ?? plainToken(source, at);
    tokens.push(token);
    at += token.text.length;
  }
  tokens.push({ kind: 'end', text: '<EOF>', at });
  return tokens;
}

function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

function plainToken(source: string, at: number): Token {
  for (const [kind, pattern] of TOKENS) {
    const text = matchAt(pattern, source, at)?.[0];
    if (text) return { kind, text, at };
  }
  throw syntaxIssue(at, `Syntax error: token recognition error at: '${String.fromCodePoint(source.codePointAt(at)!)}'`);
}

function stringToken(source: string, at: number): Token | undefined {
  const opening = matchAt(STRING_OPENING, source, at);
  if (!opening) return undefined;
  const [text, bytes, raw, quote] = opening;
  const end = closingQuote(source, at + text.length, quote!, raw !== '');
  if (end === undefined) throw syntaxIssue(at, `Syntax error: token recognition error at: '${source.slice(at)}'`);
  return { kind: bytes ? 'bytes' : 'string', text: source.slice(at, end), at };
}

/** Where the literal ends, its closing quote included. */
function closingQuote(source: string, from: number, quote: string, raw: boolean): number | undefined {
  for (let at = from; at < source.length; at += 1) {
    if (source.startsWith(quote, at)) return at + quote.length;
    if (source[at] === '\\' && !raw) at += 1;
    else if (quote.length === 1 && /[\r\n]/.test(source[at]!)) return undefined;
  }
  return undefined;
}
