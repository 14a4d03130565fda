import type { Type } from '../check/types.ts';
import type { Expr } from '../syntax/ast.ts';
import type { Bounds } from './bounds.ts';

/**
 * How a value is reached from a variable: names of fields, and `@items`, `@keys`, `@values`, `@indices`. Empty where it
 * is computed.
 */
export type Path = readonly string[];

export interface Operand {
  readonly type: Type;
  readonly path: Path;
  /** Absent where nothing is known of it. */
  readonly size?: Bounds | undefined;
  /** Absent for the elements of a list. */
  readonly expr?: Expr;
}

/** Port: what is known of the sizes of variables and of what is in them: characters, bytes, elements, entries. */
export interface Sizes {
  sizeOf(operand: Pick<Operand, 'path' | 'type'>): Bounds | undefined;
}

/** A call of one overload. */
export interface OverloadCall {
  readonly target: Operand | undefined;
  readonly args: readonly Operand[];
  /** UNKNOWN where nothing is known. */
  sizeOf(operand: Operand): Bounds;
}

export interface CallEstimate {
  /** Of the call itself: what its operands cost comes on top. */
  readonly cost: Bounds;
  /** Of what it gives, where that has a size. */
  readonly size?: Bounds;
}

export type Estimate = (call: OverloadCall) => CallEstimate;

/** By the ids of overloads. */
export type Estimates = Readonly<Record<string, Estimate>>;

/** The same for several overloads. */
export function alike(ids: string, estimate: Estimate): Estimates {
  return Object.fromEntries(ids.split(' ').map((id) => [id, estimate]));
}

/** Elements of a list; undefined where it is none. */
export function elementOf({ type, path }: Operand): Operand | undefined {
  const [element] = type.parameters;
  return element && { type: element, path: path.length > 0 ? [...path, '@items'] : [] };
}

/** Of a literal. */
export function wholeNumber({ expr }: Operand): bigint | undefined {
  return expr?.kind === 'constant' && typeof expr.value === 'bigint' ? expr.value : undefined;
}
