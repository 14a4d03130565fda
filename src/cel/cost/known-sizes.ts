/** What is known of the values of an expression while its cost is estimated. */
import type { Checked } from '../check/checked.ts';
import type { Type } from '../check/types.ts';
import type { Expr } from '../syntax/ast.ts';
import { codePointLength } from '../values/text.ts';
import { type Bounds, exactly, hull, ONE, UNKNOWN } from './bounds.ts';
import type { Operand, Path, Sizes } from './operands.ts';

/** Of a list or a map that the expression makes: sizes of what is in it. */
export interface Entries {
  readonly kind: 'list' | 'map';
  readonly key: Bounds;
  readonly value: Bounds;
}

interface Local {
  readonly path: Path;
  readonly size: Bounds | undefined;
  readonly entries: Entries | undefined;
}

/** By the nodes of one expression. */
export class KnownSizes {
  readonly #checked: Checked;
  readonly #sizes: Sizes;
  readonly #paths = new Map<Expr, Path>();
  readonly #known = new Map<Expr, Bounds>();
  readonly #entries = new Map<Expr, Entries>();
  /** Variables that the expression declares, by their names; the innermost last. */
  readonly #locals = new Map<string, Local[]>();

  constructor(checked: Checked, sizes: Sizes) {
    this.#checked = checked;
    this.#sizes = sizes;
  }

  operand(expr: Expr): Operand {
    return { expr, type: this.#checked.typeOf(expr), path: this.path(expr), size: this.size(expr) };
  }

  sizeOf(operand: Operand): Bounds {
    return operand.size ?? this.#sizes.sizeOf(operand) ?? UNKNOWN;
  }

  path(expr: Expr): Path {
    return this.#local(expr)?.path ?? this.#paths.get(expr) ?? [];
  }

  setPath(expr: Expr, path: Path): void {
    this.#paths.set(expr, path);
  }

  size(expr: Expr): Bounds | undefined {
    const known = this.#known.get(expr) ?? literalSize(expr);
    if (known) return known;
    const type = this.#checked.typeOf(expr);
    const declared = this.#sizes.sizeOf({ path: this.path(expr), type });
    if (!declared) return isScalar(type) ? ONE : this.#local(expr)?.size;
    this.#known.set(expr, declared);
    return declared;
  }

  sizeOrUnknown(expr: Expr): Bounds {
    return this.size(expr) ?? UNKNOWN;
  }

  setSize(expr: Expr, size: Bounds | undefined): void {
    if (size) this.#known.set(expr, size);
  }

  entries(expr: Expr): Entries | undefined {
    return this.#entries.get(expr) ?? this.#local(expr)?.entries;
  }

  setEntries(expr: Expr, entries: Entries | undefined): void {
    if (entries) this.#entries.set(expr, entries);
  }

  /** Of a value that is either the one or the other. */
  joinedEntries(a: Expr, b: Expr): Entries | undefined {
    const [one, other] = [this.entries(a), this.entries(b)];
    return one && other && { ...one, key: hull(one.key, other.key), value: hull(one.value, other.value) };
  }

  /** The one is the value of the other. */
  copy(to: Expr, from: Expr): void {
    this.setSize(to, this.size(from));
    this.setEntries(to, this.entries(from));
  }

  /** To be left in the opposite order. */
  enter(name: string, value: Expr): void {
    this.#enter(name, { path: this.path(value), size: this.size(value), entries: this.entries(value) });
  }

  enterKey(name: string, range: Expr): void {
    const step = this.#kindOf(range) === 'list' ? '@indices' : '@keys';
    this.#enterPart(name, range, step, this.entries(range)?.key);
  }

  enterValue(name: string, range: Expr): void {
    const step = this.#kindOf(range) === 'list' ? '@items' : '@values';
    this.#enterPart(name, range, step, this.entries(range)?.value);
  }

  /** The one variable of a comprehension: elements of a list, keys of anything else. */
  enterElement(name: string, range: Expr): void {
    if (this.#kindOf(range) === 'list') this.enterValue(name, range);
    else this.enterKey(name, range);
  }

  leave(name: string): void {
    this.#locals.get(name)?.pop();
  }

  #kindOf(range: Expr): string {
    return this.entries(range)?.kind ?? this.#checked.typeOf(range).kind;
  }

  #enterPart(name: string, range: Expr, step: string, size: Bounds | undefined): void {
    this.#enter(name, { path: [...this.path(range), step], size, entries: undefined });
  }

  #enter(name: string, local: Local): void {
    const stack = this.#locals.get(name);
    if (stack) stack.push(local);
    else this.#locals.set(name, [local]);
  }

  #local(expr: Expr): Local | undefined {
    const reference = this.#checked.references.get(expr);
    return reference && 'local' in reference ? this.#locals.get(reference.local)?.at(-1) : undefined;
  }
}

/** Of what stands there. */
function literalSize(expr: Expr): Bounds | undefined {
  if (expr.kind === 'list') return exactly(expr.elements.length);
  if (expr.kind === 'map') return exactly(expr.entries.length);
  if (expr.kind !== 'constant') return undefined;
  if (typeof expr.value === 'string') return exactly(codePointLength(expr.value));
  return exactly(expr.value instanceof Uint8Array ? expr.value.length : 1);
}

const SCALARS = new Set(['bool', 'int', 'uint', 'double', 'google.protobuf.Duration', 'google.protobuf.Timestamp']);

/** Whether every value of the type has the same size. */
function isScalar({ kind, name, parameters }: Type): boolean {
  if (kind === 'wrapper' || name === 'optional_type') return isScalar(parameters[0]!);
  return SCALARS.has(name);
}
