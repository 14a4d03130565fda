import type { FieldError, FieldPath } from '../../api/field.ts';

/** What compiling finds wrong with the expressions of one object, to be told where kube-apiserver tells it: among the rest. */
export class ExpressionErrors {
  readonly #byField: ReadonlyMap<string, readonly FieldError[]>;

  constructor(errors: readonly FieldError[]) {
    this.#byField = Map.groupBy(errors, ({ field }) => field);
  }

  at(path: FieldPath): readonly FieldError[] {
    return this.#byField.size === 0 ? [] : (this.#byField.get(path.toString()) ?? []);
  }
}
