/** Walks over tokens; complaints about them. */
import { type SyntaxIssues, syntaxIssue } from '../issues.ts';
import { type Token, type TokenKind, tokenize } from './tokens.ts';

export class TokenReader {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(source: string) {
    this.#tokens = tokenize(source);
  }

  get next(): Token {
    return this.#tokens[this.#position]!;
  }

  /** The end is never passed. */
  advance(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.#position += 1;
    return token;
  }

  accept(symbol: string): Token | undefined {
    return this.next.kind === 'punctuator' && this.next.text === symbol ? this.advance() : undefined;
  }

  /** An operator; `in` is one. */
  acceptOneOf(symbols: ReadonlyMap<string, string>): Token | undefined {
    const { kind, text } = this.next;
    return (kind === 'punctuator' || kind === 'identifier') && symbols.has(text) ? this.advance() : undefined;
  }

  expect(symbol: string): Token {
    return this.accept(symbol) ?? this.#refuse(`'${symbol}'`);
  }

  expectKind(kind: TokenKind, called: string): Token {
    return this.next.kind === kind ? this.advance() : this.#refuse(called);
  }

  mismatch(expected: string): SyntaxIssues {
    return this.mismatchAt(this.next, expected);
  }

  mismatchAt(token: Token, expected: string): SyntaxIssues {
    return syntaxIssue(token.at, `Syntax error: mismatched input '${token.text}' expecting ${expected}`);
  }

  #refuse(expected: string): never {
    throw this.mismatch(expected);
  }
}
