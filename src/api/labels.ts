/** Label selectors: the query-string form and the LabelSelector object (k8s.io/apimachinery/pkg/labels). */
import { path } from './field.ts';
import { goQuote } from './go-format.ts';
import { isLabelValue, isQualifiedName } from './names.ts';

export type Labels = Readonly<Record<string, string>> | undefined;
export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

export interface Requirement {
  readonly key: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** @throws LabelSelectorError in upstream's words */
export class LabelSelectorError extends Error {
  override readonly name = 'LabelSelectorError';
}

/** A conjunction of requirements; an empty one matches everything. */
export class LabelSelector {
  readonly requirements: readonly Requirement[];
  constructor(requirements: readonly Requirement[]) {
    this.requirements = requirements;
  }

  static readonly EVERYTHING: LabelSelector = new LabelSelector([]);

  get empty(): boolean {
    return this.requirements.length === 0;
  }

  matches(labels: Labels): boolean {
    return this.requirements.every((requirement) => meets(requirement, labels));
  }

  toString(): string {
    return this.requirements.map(show).join(',');
  }

  static parse(text: string): LabelSelector {
    const requirements = new Parser(text).parse();
    requirements.forEach(validate);
    return new LabelSelector([...requirements].sort(byKey));
  }

  /** From a metav1.LabelSelector that has passed validation; undefined or null selects nothing. */
  static fromObject(
    selector:
      | {
          matchLabels?: Record<string, string>;
          matchExpressions?: { key?: string; operator?: string; values?: string[] }[];
        }
      | undefined
      | null,
  ): LabelSelector | undefined {
    if (!selector) return undefined;
    const equals = Object.entries(selector.matchLabels ?? {}).map(
      ([key, value]): Requirement => ({ key, operator: '=', values: [value] }),
    );
    const expressions = (selector.matchExpressions ?? []).map(
      (expression): Requirement => ({
        key: expression.key ?? '',
        operator: OBJECT_OPERATORS.get(expression.operator ?? '') ?? 'in',
        values: expression.values ?? [],
      }),
    );
    return new LabelSelector([...equals, ...expressions].sort(byKey));
  }
}

function byKey(a: Requirement, b: Requirement): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}

const OBJECT_OPERATORS = new Map<string, Operator>([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

function meets({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return value !== undefined && values.includes(value);
    case '!=':
    case 'notin':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt':
      return compareIntegers(value, operator, values[0]!);
  }
}

const INTEGER = /^[-+]?\d{1,19}$/;

function compareIntegers(value: string | undefined, operator: 'gt' | 'lt', bound: string): boolean {
  if (value === undefined || !INTEGER.test(value)) return false;
  return operator === 'gt' ? BigInt(value) > BigInt(bound) : BigInt(value) < BigInt(bound);
}

function show({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${[...values].sort().join(',')})`;
    case 'gt':
      return `${key}>${values[0]}`;
    case 'lt':
      return `${key}<${values[0]}`;
    default:
      return `${key}${operator}${values[0]}`;
  }
}

function validate({ key, operator, values }: Requirement): void {
  const fail = (at: string, value: string, errors: readonly string[]): never => {
    throw new LabelSelectorError(`${at}: Invalid value: ${goQuote(value)}: ${errors.join('; ')}`);
  };
  const keyErrors = isQualifiedName(key);
  if (keyErrors.length > 0) fail('key', key, keyErrors);
  if ((operator === 'gt' || operator === 'lt') && !INTEGER.test(values[0] ?? '')) {
    throw new LabelSelectorError(
      `${path('values').index(0)}: Invalid value: ${goQuote(values[0] ?? '')}: for 'Gt', 'Lt' operators, the value must be an integer`,
    );
  }
  values.forEach((value, position) => {
    const errors = isLabelValue(value);
    if (errors.length > 0) fail(`values[${position}][${key}]`, value, errors);
  });
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
