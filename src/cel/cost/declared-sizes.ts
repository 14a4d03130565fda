import { type Bounds, upTo } from './bounds.ts';
import type { Operand, Sizes } from './operands.ts';

/** What is declared of a value and of what is in it. Where something is absent, nothing is known. */
export interface Sized {
  /** Characters, bytes, elements or entries at most; 0 for messages, which have no size. */
  readonly most: number;
  /** Of a list, or values of a map. */
  readonly element?: Sized;
  /** Of a map. */
  readonly key?: Sized;
  /** Of a message, or what is selected from a map like a field. */
  field?(name: string): Sized | undefined;
}

/** By the variables of an environment. */
export class DeclaredSizes implements Sizes {
  readonly #variables: ReadonlyMap<string, Sized>;

  constructor(variables: Readonly<Record<string, Sized>>) {
    this.#variables = new Map(Object.entries(variables));
  }

  sizeOf({ path: [variable = '', ...steps] }: Pick<Operand, 'path'>): Bounds | undefined {
    let value = this.#variables.get(variable);
    for (const step of steps) value = value && partOf(value, step);
    return value && upTo(value.most);
  }
}

/**
 * As Kubernetes has it for rules about one value: whatever is named first, which may be a type or an element of a literal,
 * counts as that value.
 */
export class SizesWithin implements Sizes {
  readonly #value: Sized;

  constructor(value: Sized) {
    this.#value = value;
  }

  sizeOf({ path }: Pick<Operand, 'path'>): Bounds | undefined {
    if (path.length === 0) return undefined;
    let value: Sized | undefined = this.#value;
    for (const step of path.slice(1)) value = value && partOf(value, step);
    return value && upTo(value.most);
  }
}

function partOf(value: Sized, step: string): Sized | undefined {
  if (step === '@items' || step === '@values') return value.element;
  return step === '@keys' ? value.key : value.field?.(step);
}
