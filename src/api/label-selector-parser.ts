/** The query-string form of label selectors: `app=web,tier in (front, back),!legacy` (k8s.io/apimachinery/pkg/labels). */
import { goQuote } from './go-format.ts';
import { LabelSelectorError, type Operator, type Requirement } from './label-requirement.ts';
import { isQualifiedName } from './names.ts';

/** @throws LabelSelectorError in upstream's words */
export function parseRequirements(text: string): Requirement[] {
  return new Parser(text).parse();
}

type Token = {
  readonly kind: 'identifier' | 'end' | '!' | '=' | '==' | '!=' | '(' | ')' | ',' | '<' | '>';
  readonly text: string;
};

const SPECIAL = '=!(),<>';

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (/\s/.test(char)) {
      at += 1;
    } else if (SPECIAL.includes(char)) {
      const pair = text.slice(at, at + 2);
      const symbol = pair === '==' || pair === '!=' ? pair : char;
      tokens.push({ kind: symbol as Token['kind'], text: symbol });
      at += symbol.length;
    } else {
      let end = at;
      while (end < text.length && !SPECIAL.includes(text[end]!) && !/\s/.test(text[end]!)) end += 1;
      tokens.push({ kind: 'identifier', text: text.slice(at, end) });
      at = end;
    }
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  #peek(): Token {
    return this.#tokens[this.#at]!;
  }
  #next(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }
  /** Between requirements. */
  #fail(found: Token, expected: string): never {
    throw new LabelSelectorError(`found '${found.text}', expected: ${expected}`);
  }
  #failRequirement(found: Token, expected: string): never {
    throw new LabelSelectorError(`unable to parse requirement: found '${found.text}', expected: ${expected}`);
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    if (this.#peek().kind === 'end') return requirements;
    for (;;) {
      const token = this.#peek();
      if (token.kind !== 'identifier' && token.kind !== '!') this.#fail(token, "!, identifier, or 'end of string'");
      requirements.push(this.#requirement());
      const separator = this.#next();
      if (separator.kind === 'end') return requirements;
      if (separator.kind !== ',') this.#fail(separator, "',' or 'end of string'");
      const following = this.#peek();
      if (following.kind !== 'identifier' && following.kind !== '!') this.#fail(following, "identifier after ','");
    }
  }

  #requirement(): Requirement {
    const negated = this.#peek().kind === '!';
    if (negated) this.#next();
    const key = this.#next();
    if (key.kind !== 'identifier') this.#failRequirement(key, 'identifier');
    const keyErrors = isQualifiedName(key.text);
    if (keyErrors.length > 0) {
      throw new LabelSelectorError(
        `unable to parse requirement: <nil>: Invalid value: ${goQuote(key.text)}: ${keyErrors.join('; ')}`,
      );
    }
    const following = this.#peek();
    if (negated || following.kind === 'end' || following.kind === ',') {
      return { key: key.text, operator: negated ? '!' : 'exists', values: [] };
    }
    return this.#comparison(key.text);
  }

  #comparison(key: string): Requirement {
    const token = this.#next();
    if (token.kind === 'identifier' && (token.text === 'in' || token.text === 'notin')) {
      return { key, operator: token.text, values: this.#set() };
    }
    const operator = COMPARISONS.get(token.kind);
    if (!operator) this.#failRequirement(token, 'in, notin, =, ==, !=, gt, lt');
    const value = this.#peek();
    if (value.kind === 'end' || value.kind === ',') return { key, operator, values: [''] };
    if (value.kind !== 'identifier') this.#failRequirement(value, 'identifier');
    return { key, operator, values: [this.#next().text] };
  }

  #set(): string[] {
    const open = this.#next();
    if (open.kind !== '(') this.#failRequirement(open, "'('");
    const values: string[] = [];
    for (;;) {
      const token = this.#next();
      if (token.kind === 'identifier') {
        values.push(token.text);
        if (this.#peek().kind === ',') this.#next();
        else if (this.#peek().kind !== ')') this.#failRequirement(this.#peek(), "',' or ')'");
        if (this.#peek().kind !== ')') continue;
        this.#next();
        return values;
      }
      if (token.kind === ',') values.push('');
      else if (token.kind === ')') return [...values, ''];
      else this.#failRequirement(token, "',', ')' or identifier");
    }
  }
}

const COMPARISONS = new Map<string, Operator>([
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
]);
