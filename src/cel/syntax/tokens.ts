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

/**
 * Threat: what compiling an expression takes grows with its tokens, which a hundred thousand characters have tens of
 * thousands of. A list of ten thousand names has fewer than this.
 */
const MAX_TOKENS = 20_000;

const BLANK = /(?:[ \t\r\n\f]+|\/\/[^\n]*)+/y;

/** In the order in which they are tried. */
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  // The opening of one: where it closes depends on how it opens.
  ['string', /[bB]?[rR]?(?:"""|'''|"|')/],
  ['double', /[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\.[0-9]+(?:[eE][+-]?[0-9]+)?/],
  ['uint', /(?:0x[0-9a-fA-F]+|[0-9]+)[uU]/],
  ['int', /0x[0-9a-fA-F]+|[0-9]+/],
  ['identifier', /[_a-zA-Z][_a-zA-Z0-9]*/],
  ['quoted', /`[-a-zA-Z0-9_./ ]+`/],
  ['punctuator', /&&|\|\||[<>=!]=|[-<>+*/%!?:.,()[\]{}]/],
];

const TOKEN = new RegExp(PATTERNS.map(([, { source }]) => `(${source})`).join('|'), 'y');

/** Tokens in order; the last is the end. Throws SyntaxIssues. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(BLANK, source, at)?.[0].length ?? 0;
    if (at >= source.length) break;
    if (tokens.length === MAX_TOKENS) {
      throw syntaxIssue(-1, `expression token count exceeds limit: limit ${MAX_TOKENS}`);
    }
    const token = tokenAt(source, at);
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

function tokenAt(source: string, at: number): Token {
  const match = matchAt(TOKEN, source, at);
  if (!match) {
    const character = String.fromCodePoint(source.codePointAt(at)!);
    throw syntaxIssue(at, `Syntax error: token recognition error at: '${character}'`);
  }
  const text = match[0];
  const [kind] = PATTERNS[match.indexOf(text, 1) - 1]!;
  return kind === 'string' ? stringToken(source, at, text) : { kind, text, at };
}

function stringToken(source: string, at: number, opening: string): Token {
  const [prefix, quote] = splitOpening(opening);
  const end = closingQuote(source, at + opening.length, quote, /r/i.test(prefix));
  if (end === undefined) throw syntaxIssue(at, `Syntax error: token recognition error at: '${source.slice(at)}'`);
  return { kind: /b/i.test(prefix) ? 'bytes' : 'string', text: source.slice(at, end), at };
}

function splitOpening(opening: string): [prefix: string, quote: string] {
  const start = opening.search(/["']/);
  return [opening.slice(0, start), opening.slice(start)];
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
