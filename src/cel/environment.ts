/** What expressions may speak of: variables, types, functions and macros. */
import type { Type } from './check/types.ts';
import type { Overload } from './library/function.ts';
import { type Macro, type Macros, macroKey } from './syntax/macro.ts';
import type { Result, Value } from './values/value.ts';

/** Port to what knows message types, as an OpenAPI schema does. */
export interface TypeProvider {
  /** The type that an expression may name. */
  findType(name: string): Type | undefined;
  /** The type of a message's field; undefined where it has none of that name. */
  findField(typeName: string, field: string): Type | undefined;
  /** The value of `TypeName{field: value}`; without it there are no message literals. */
  create?(typeName: string, fields: ReadonlyMap<string, Value>): Result;
}

/** Functions, macros and types that belong together. */
export interface Library {
  readonly functions?: readonly Overload[];
  readonly macros?: readonly Macro[];
  /** Types that expressions may name: `type(x) == net.IP`. */
  readonly types?: readonly Type[];
}

export interface Extension {
  readonly variables?: Readonly<Record<string, Type>>;
  readonly types?: TypeProvider;
  readonly libraries?: readonly Library[];
  /** Where unqualified names are looked up first. */
  readonly container?: string;
  /** Whether a list or map literal may mix types. */
  readonly mixedLiterals?: boolean;
}

/** Immutable: extending makes another. */
export class Environment {
  static readonly EMPTY = new Environment(new Map(), new Map(), new Map(), new Map(), [], '', true);

  readonly variables: ReadonlyMap<string, Type>;
  readonly functions: ReadonlyMap<string, readonly Overload[]>;
  readonly macros: Macros;
  readonly container: string;
  readonly mixedLiterals: boolean;
  readonly #types: ReadonlyMap<string, Type>;
  readonly #providers: readonly TypeProvider[];

  private constructor(
    variables: ReadonlyMap<string, Type>,
    functions: ReadonlyMap<string, readonly Overload[]>,
    macros: Macros,
    types: ReadonlyMap<string, Type>,
    providers: readonly TypeProvider[],
    container: string,
    mixedLiterals: boolean,
  ) {
    this.variables = variables;
    this.functions = functions;
    this.macros = macros;
    this.#types = types;
    this.#providers = providers;
    this.container = container;
    this.mixedLiterals = mixedLiterals;
  }

  extend(extension: Extension): Environment {
    const libraries = extension.libraries ?? [];
    const macros = libraries.flatMap((library) => library.macros ?? []);
    const types = libraries.flatMap((library) => library.types ?? []);
    return new Environment(
      new Map([...this.variables, ...Object.entries(extension.variables ?? {})]),
      withOverloads(
        this.functions,
        libraries.flatMap((library) => library.functions ?? []),
      ),
      new Map([
        ...this.macros,
        ...macros.map((macro) => [macroKey(macro.name, macro.arity, macro.member), macro] as const),
      ]),
      new Map([...this.#types, ...types.map((type) => [type.name, type] as const)]),
      extension.types ? [...this.#providers, extension.types] : this.#providers,
      extension.container ?? this.container,
      extension.mixedLiterals ?? this.mixedLiterals,
    );
  }

  findType(name: string): Type | undefined {
    return this.#types.get(name) ?? firstOf(this.#providers, (provider) => provider.findType(name));
  }

  findField(typeName: string, field: string): Type | undefined {
    return firstOf(this.#providers, (provider) => provider.findField(typeName, field));
  }

  create(typeName: string, fields: ReadonlyMap<string, Value>): Result | undefined {
    const provider = this.#providers.find((candidate) => candidate.findType(typeName));
    return provider?.create?.(typeName, fields);
  }

  /** Names that `name` may mean, in order: `a.b.x`, `a.x`, `x` in container `a.b`. */
  candidates(name: string): string[] {
    if (name.startsWith('.')) return [name.slice(1)];
    const parts = this.container === '' ? [] : this.container.split('.');
    return [...parts.map((_, left) => [...parts.slice(0, parts.length - left), name].join('.')), name];
  }
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function withOverloads(functions: ReadonlyMap<string, readonly Overload[]>, added: readonly Overload[]) {
  const all = new Map(functions);
  for (const overload of added) all.set(overload.name, [...(all.get(overload.name) ?? []), overload]);
  return all;
}
