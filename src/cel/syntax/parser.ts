/** Reads an expression into a tree, by recursive descent. */
import { syntaxIssue } from '../issues.ts';
import { codePointLength } from '../values/text.ts';
import * as ast from './ast.ts';
import { bytesLiteral, doubleLiteral, intLiteral, stringLiteral, uintLiteral } from './literals.ts';
import { findMacro, type Macros } from './macro.ts';
import * as operators from './operators.ts';
import { TokenReader } from './token-reader.ts';
import type { Token } from './tokens.ts';

/** cel-go's: how deep an expression nests. */
const MAX_DEPTH = 250;
/** Of the tree with macros expanded; each macro adds up to four levels. */
const MAX_HEIGHT = 1000;
const MAX_CODE_POINTS = 100_000;

const RESERVED = new Set(
  'as break const continue else for function if import let loop package namespace return var void while'.split(' '),
);
const LITERAL_WORDS: ReadonlyMap<string, ast.ConstantValue> = new Map<string, ast.ConstantValue>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

const EXPRESSION_START =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

export interface Syntax {
  readonly macros: Macros;
  /** Whether a field may stand in backquotes: `a.`b-c``. */
  readonly quotedFields: boolean;
}

/** Throws SyntaxIssues, and nothing else, whatever the source. */
export function parse(source: string, syntax: Syntax): ast.Expr {
  if (source.length > MAX_CODE_POINTS) refuseLong(source);
  return new Parser(new TokenReader(source), syntax).whole();
}

function refuseLong(source: string): void {
  // A huge source is not counted to its end: that would itself be work.
  const size = codePointLength(source.slice(0, 4 * MAX_CODE_POINTS));
  if (size <= MAX_CODE_POINTS) return;
  throw syntaxIssue(-1, `expression code point size exceeds limit: size: ${size}, limit ${MAX_CODE_POINTS}`);
}

class Parser {
  readonly #tokens: TokenReader;
  readonly #syntax: Syntax;
  #depth = 0;

  constructor(tokens: TokenReader, syntax: Syntax) {
    this.#tokens = tokens;
    this.#syntax = syntax;
  }

  whole(): ast.Expr {
    const expr = this.#expression();
    if (this.#tokens.next.kind !== 'end') throw this.#tokens.mismatch('<EOF>');
    return expr;
  }

  #expression(): ast.Expr {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw syntaxIssue(-1, `expression recursion limit exceeded: ${MAX_DEPTH}`);
    const condition = this.#logical('||', operators.LOGICAL_OR, () => this.#and());
    const question = this.#tokens.accept('?');
    const expr = question ? this.#branches(question, condition) : condition;
    this.#depth -= 1;
    return expr;
  }

  #branches(question: Token, condition: ast.Expr): ast.Expr {
    const whenTrue = this.#logical('||', operators.LOGICAL_OR, () => this.#and());
    this.#tokens.expect(':');
    return this.#bounded(ast.call(question.at, operators.CONDITIONAL, [condition, whenTrue, this.#expression()]));
  }

  #and(): ast.Expr {
    return this.#logical('&&', operators.LOGICAL_AND, () => this.#relation());
  }

  /** A balanced tree, as cel-go makes it: a long chain is not deep. */
  #logical(symbol: string, name: string, operand: () => ast.Expr): ast.Expr {
    const terms = [operand()];
    const ats: number[] = [];
    for (let token = this.#tokens.accept(symbol); token; token = this.#tokens.accept(symbol)) {
      ats.push(token.at);
      terms.push(operand());
    }
    return ats.length === 0 ? terms[0]! : this.#bounded(balanced(name, terms, ats, 0, ats.length - 1));
  }

  #relation(): ast.Expr {
    return this.#chain(operators.RELATIONS, () => this.#sum());
  }

  #sum(): ast.Expr {
    return this.#chain(operators.SUMS, () => this.#product());
  }

  #product(): ast.Expr {
    return this.#chain(operators.PRODUCTS, () => this.#unary());
  }

  #chain(names: ReadonlyMap<string, string>, operand: () => ast.Expr): ast.Expr {
    let left = operand();
    for (let token = this.#tokens.acceptOneOf(names); token; token = this.#tokens.acceptOneOf(names)) {
      left = this.#bounded(ast.call(token.at, names.get(token.text)!, [left, operand()]));
    }
    return left;
  }

  /** `!!x` is x, `!!!x` is `!x`; likewise for minus. A lone minus right before a number is part of it. */
  #unary(): ast.Expr {
    const first = this.#tokens.accept('!') ?? this.#tokens.accept('-');
    if (!first) return this.#member(this.#primary());
    let count = 1;
    while (this.#tokens.accept(first.text)) count += 1;
    const number = first.text === '-' && count === 1 ? this.#negativeNumber(first) : undefined;
    const operand = this.#member(number ?? this.#primary());
    if (number || count % 2 === 0) return operand;
    const name = first.text === '-' ? operators.NEGATE : operators.LOGICAL_NOT;
    return this.#bounded(ast.call(first.at, name, [operand]));
  }

  #negativeNumber(minus: Token): ast.Expr | undefined {
    const token = this.#tokens.next;
    if (token.kind !== 'int' && token.kind !== 'double') return undefined;
    this.#tokens.advance();
    return ast.constant(minus.at, token.kind === 'int' ? intLiteral(token, true) : doubleLiteral(token, true));
  }

  #primary(): ast.Expr {
    const token = this.#tokens.advance();
    if (token.kind === 'identifier') return this.#named(token, token.text);
    if (token.kind === 'punctuator') return this.#bracketed(token);
    const value = literal(token);
    if (value === undefined) throw this.#tokens.mismatchAt(token, EXPRESSION_START);
    return ast.constant(token.at, value);
  }

  #bracketed(token: Token): ast.Expr {
    if (token.text === '.') return this.#named(token, `.${this.#tokens.expectKind('identifier', 'IDENTIFIER').text}`);
    if (token.text === '[') return this.#list(token.at);
    if (token.text === '{') return this.#map(token.at);
    if (token.text !== '(') throw this.#tokens.mismatchAt(token, EXPRESSION_START);
    const expr = this.#expression();
    this.#tokens.expect(')');
    // Parentheses end a name: `(a){}` and `(a).b{}` are no message literals.
    return this.#tokens.next.text === '{' ? this.#fail('<EOF>') : expr;
  }

  #named(token: Token, name: string): ast.Expr {
    const value = LITERAL_WORDS.get(name);
    if (value !== undefined) return ast.constant(token.at, value);
    if (name === 'in') throw this.#tokens.mismatchAt(token, EXPRESSION_START);
    const opening = this.#tokens.accept('(');
    if (opening) return this.#call(opening.at, name, undefined);
    if (RESERVED.has(name)) throw syntaxIssue(token.at, `reserved identifier: ${name}`);
    return ast.ident(token.at, name);
  }

  #member(primary: ast.Expr): ast.Expr {
    let operand = primary;
    for (;;) {
      const token = this.#tokens.accept('.') ?? this.#tokens.accept('[') ?? this.#messageBrace(operand);
      if (!token) return operand;
      operand = this.#bounded(this.#postfix(token, operand));
    }
  }

  #messageBrace(operand: ast.Expr): Token | undefined {
    const { kind, text } = this.#tokens.next;
    if (kind !== 'punctuator' || text !== '{' || ast.qualifiedName(operand) === undefined) return undefined;
    return this.#tokens.advance();
  }

  #postfix(token: Token, operand: ast.Expr): ast.Expr {
    if (token.text === '{') return this.#message(token.at, ast.qualifiedName(operand)!);
    const optional = this.#tokens.accept('?') !== undefined;
    return token.text === '[' ? this.#index(token.at, operand, optional) : this.#selection(token.at, operand, optional);
  }

  #index(at: number, operand: ast.Expr, optional: boolean): ast.Expr {
    const index = this.#expression();
    this.#tokens.expect(']');
    return ast.call(at, optional ? operators.OPTIONAL_INDEX : operators.INDEX, [operand, index]);
  }

  #selection(at: number, operand: ast.Expr, optional: boolean): ast.Expr {
    const field = this.#tokens.advance();
    const opening = optional || field.kind !== 'identifier' ? undefined : this.#tokens.accept('(');
    if (opening) return this.#call(opening.at, field.text, operand);
    const name = this.#fieldName(field);
    return optional
      ? ast.call(at, operators.OPTIONAL_SELECT, [operand, ast.constant(field.at, name)])
      : ast.select(at, operand, name);
  }

  #fieldName(token: Token): string {
    if (token.kind === 'quoted' && !this.#syntax.quotedFields) throw syntaxIssue(token.at, "unsupported syntax: '`'");
    if (token.kind === 'quoted') return token.text.slice(1, -1);
    const isName = token.kind === 'identifier' && !LITERAL_WORDS.has(token.text) && token.text !== 'in';
    if (!isName) throw this.#tokens.mismatchAt(token, 'IDENTIFIER');
    return token.text;
  }

  #call(at: number, name: string, target: ast.Expr | undefined): ast.Expr {
    const args = this.#separated(')', () => this.#expression());
    const macro = findMacro(this.#syntax.macros, name, args.length, target !== undefined);
    return this.#bounded(macro?.expand(at, args, target) ?? ast.call(at, name, args, target));
  }

  #list(at: number): ast.Expr {
    const elements = this.#separated(']', () => {
      const optional = this.#tokens.accept('?') !== undefined;
      return { optional, value: this.#expression() };
    });
    return this.#bounded(ast.list(at, elements));
  }

  #map(at: number): ast.Expr {
    const entries = this.#separated('}', () => {
      const optional = this.#tokens.accept('?') !== undefined;
      const key = this.#expression();
      const colon = this.#tokens.expect(':');
      return { at: colon.at, optional, key, value: this.#expression() };
    });
    return this.#bounded(ast.map(at, entries));
  }

  #message(at: number, typeName: string): ast.Expr {
    const entries = this.#separated('}', () => {
      const optional = this.#tokens.accept('?') !== undefined;
      const field = this.#fieldName(this.#tokens.advance());
      const colon = this.#tokens.expect(':');
      return { at: colon.at, optional, field, value: this.#expression() };
    });
    return ast.message(at, typeName, entries);
  }

  /** Items up to the closing bracket; a comma may follow the last item of a literal, not the last argument. */
  #separated<T>(closing: string, item: () => T): T[] {
    const items: T[] = [];
    if (this.#tokens.accept(closing)) return items;
    do {
      items.push(item());
      if (this.#tokens.accept(closing)) return items;
      this.#tokens.expect(',');
    } while (closing === ')' || !this.#tokens.accept(closing));
    return items;
  }

  #fail(expected: string): never {
    throw this.#tokens.mismatch(expected);
  }

  /** Threat: a long chain of operators is a deep tree too, and a deep tree overflows whoever walks it. */
  #bounded<T extends ast.Expr>(expr: T): T {
    if (expr.height > MAX_HEIGHT) throw syntaxIssue(-1, 'max recursion depth exceeded');
    return expr;
  }
}

function literal(token: Token): ast.ConstantValue | undefined {
  if (token.kind === 'int') return intLiteral(token, false);
  if (token.kind === 'uint') return uintLiteral(token);
  if (token.kind === 'double') return doubleLiteral(token, false);
  if (token.kind === 'string') return stringLiteral(token);
  return token.kind === 'bytes' ? bytesLiteral(token) : undefined;
}

function balanced(name: string, terms: ast.Expr[], ats: number[], low: number, high: number): ast.Expr {
  const middle = Math.floor((low + high + 1) / 2);
  const left = middle === low ? terms[middle]! : balanced(name, terms, ats, low, middle - 1);
  const right = middle === high ? terms[middle + 1]! : balanced(name, terms, ats, middle + 1, high);
  return ast.call(ats[middle]!, name, [left, right]);
}
