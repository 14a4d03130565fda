/** The abstract syntax tree. Operators are calls (`_+_`), macros are already expanded into comprehensions. */
import type { Uint } from '../values/value.ts';

interface Node {
  /** Offset of the token that stands for this node in messages. */
  readonly at: number;
  /** Longest way down to a leaf: whoever walks the tree by recursion is safe, since the parser bounds it. */
  readonly height: number;
}

export type ConstantValue = null | boolean | bigint | Uint | number | string | Uint8Array;

export interface Constant extends Node {
  readonly kind: 'constant';
  readonly value: ConstantValue;
}

export interface Ident extends Node {
  readonly kind: 'ident';
  /** With a leading dot when it is to be looked up outside the container. */
  readonly name: string;
}

export interface Select extends Node {
  readonly kind: 'select';
  readonly operand: Expr;
  readonly field: string;
  /** `has(operand.field)`. */
  readonly testOnly: boolean;
}

export interface Call extends Node {
  readonly kind: 'call';
  readonly function: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
}

export interface ListLiteral extends Node {
  readonly kind: 'list';
  readonly elements: readonly Element[];
}

/** `?` before it: it is an optional, and left out when that is empty. */
export interface Element {
  readonly value: Expr;
  readonly optional: boolean;
}

export interface MapEntry extends Element {
  readonly at: number;
  readonly key: Expr;
}

export interface MapLiteral extends Node {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

export interface FieldEntry extends Element {
  readonly at: number;
  readonly field: string;
}

export interface MessageLiteral extends Node {
  readonly kind: 'message';
  readonly typeName: string;
  readonly entries: readonly FieldEntry[];
}

/** Folds `range` into an accumulator; all looping macros are this. */
export interface Comprehension extends Node {
  readonly kind: 'comprehension';
  readonly range: Expr;
  readonly variable: string;
  /** With a second variable, the first is the index or key and the second the value. */
  readonly variable2: string | undefined;
  readonly accumulator: string;
  readonly initial: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

export type Expr = Constant | Ident | Select | Call | ListLiteral | MapLiteral | MessageLiteral | Comprehension;

function above(...children: readonly (Expr | undefined)[]): number {
  let height = 0;
  for (const child of children) if (child && child.height > height) height = child.height;
  return height + 1;
}

export function constant(at: number, value: ConstantValue): Constant {
  return { kind: 'constant', at, height: 1, value };
}

export function ident(at: number, name: string): Ident {
  return { kind: 'ident', at, height: 1, name };
}

export function select(at: number, operand: Expr, field: string, testOnly = false): Select {
  return { kind: 'select', at, height: above(operand), operand, field, testOnly };
}

export function call(at: number, name: string, args: readonly Expr[], target?: Expr): Call {
  return { kind: 'call', at, height: above(target, ...args), function: name, target, args };
}

export function list(at: number, elements: readonly Element[]): ListLiteral {
  return { kind: 'list', at, height: above(...elements.map((element) => element.value)), elements };
}

export function map(at: number, entries: readonly MapEntry[]): MapLiteral {
  return { kind: 'map', at, height: above(...entries.flatMap((entry) => [entry.key, entry.value])), entries };
}

export function message(at: number, typeName: string, entries: readonly FieldEntry[]): MessageLiteral {
  return { kind: 'message', at, height: above(...entries.map((entry) => entry.value)), typeName, entries };
}

export function comprehension(at: number, parts: Omit<Comprehension, 'kind' | 'at' | 'height'>): Comprehension {
  const height = above(parts.range, parts.initial, parts.condition, parts.step, parts.result);
  return { kind: 'comprehension', at, height, ...parts };
}

/** `a.b.c` as a name, if the expression is nothing but that. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === 'ident') return expr.name;
  if (expr.kind !== 'select' || expr.testOnly) return undefined;
  const prefix = qualifiedName(expr.operand);
  return prefix === undefined ? undefined : `${prefix}.${expr.field}`;
}
