/** The values that an expression's variables have. */
import type { Environment } from '../environment.ts';
import { fromJson, type JsonOptions } from '../values/json.ts';
import type { Result } from '../values/value.ts';

export abstract class Activation {
  /** A variable of the environment; undefined where none was given. */
  abstract find(name: string): Result | undefined;
}

/** Values that are made already: expressions of any number may look at them, and none converts them again. */
export class ValueActivation extends Activation {
  readonly #values: ReadonlyMap<string, Result>;

  constructor(values: ReadonlyMap<string, Result>) {
    super();
    this.#values = values;
  }

  find(name: string): Result | undefined {
    return this.#values.get(name);
  }
}

export const NO_VARIABLES: Activation = new ValueActivation(new Map());

/** Values or plain JSON, which is read as the type that the environment declares when it is first looked at. */
export class JsonActivation extends Activation {
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #environment: Environment;
  readonly #json: JsonOptions;
  readonly #converted = new Map<string, Result>();

  constructor(
    variables: Readonly<Record<string, unknown>>,
    environment: Environment,
    wholeNumbers: JsonOptions['wholeNumbers'],
  ) {
    super();
    this.#variables = variables;
    this.#environment = environment;
    this.#json = { fields: environment, wholeNumbers };
  }

  find(name: string): Result | undefined {
    const known = this.#converted.get(name);
    if (known !== undefined || !Object.hasOwn(this.#variables, name)) return known;
    const converted = fromJson(this.#variables[name], this.#environment.variables.get(name)!, this.#json);
    this.#converted.set(name, converted);
    return converted;
  }
}
