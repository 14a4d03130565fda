/** What expressions may speak of: variables, types, functions and macros. */
import type { Type } from './check/types.ts';
import type { Overload } from './library/function.ts';
import { type Macro, type Macros, macrosOf } from './syntax/macro.ts';
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
  /** Whether a field may stand in backquotes. */
  readonly quotedFields?: boolean;
}

interface Parts {
  readonly variables: ReadonlyMap<string, Type>;
  readonly functions: ReadonlyMap<string, readonly Overload[]>;
  readonly macros: Macros;
  readonly types: ReadonlyMap<string, Type>;
  readonly providers: readonly TypeProvider[];
  readonly container: string;
  readonly mixedLiterals: boolean;
  readonly quotedFields: boolean;
}

/** Immutable: extending makes another. */
export class Environment {
  static readonly EMPTY = new Environment({
    variables: new Map(),
    functions: new Map(),
    macros: new Map(),
    types: new Map(),
    providers: [],
    container: '',
    mixedLiterals: true,
    quotedFields: true,
  });

  readonly #parts: Parts;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  get variables(): ReadonlyMap<string, Type> {
    return this.#parts.variables;
  }

  get functions(): ReadonlyMap<string, readonly Overload[]> {
    return this.#parts.functions;
  }

  get macros(): Macros {
    return this.#parts.macros;
  }

  get container(): string {
    return this.#parts.container;
  }

  get mixedLiterals(): boolean {
    return this.#parts.mixedLiterals;
  }

  get quotedFields(): boolean {
    return this.#parts.quotedFields;
  }

  /** What is added to what there is; a variable or macro of a name that is there replaces it. */
  extend(extension: Extension): Environment {
    const { variables, providers, container, mixedLiterals, quotedFields } = this.#parts;
    return new Environment({
      ...this.#withLibraries(extension.libraries ?? []),
      variables: extension.variables ? new Map([...variables, ...Object.entries(extension.variables)]) : variables,
      providers: extension.types ? [...providers, extension.types] : providers,
      container: extension.container ?? container,
      mixedLiterals: extension.mixedLiterals ?? mixedLiterals,
      quotedFields: extension.quotedFields ?? quotedFields,
    });
  }

  /** Without any, it shares what it is made of: there is an environment for each policy. */
  #withLibraries(libraries: readonly Library[]): Pick<Parts, 'functions' | 'macros' | 'types'> {
    const { functions, macros, types } = this.#parts;
    if (libraries.length === 0) return { functions, macros, types };
    return {
      functions: withOverloads(
        functions,
        libraries.flatMap((library) => library.functions ?? []),
      ),
      macros: new Map([...macros, ...macrosOf(libraries.flatMap((library) => library.macros ?? []))]),
      types: new Map([...types, ...libraries.flatMap((library) => library.types ?? []).map(named)]),
    };
  }

  findType(name: string): Type | undefined {
    return this.#parts.types.get(name) ?? firstOf(this.#parts.providers, (provider) => provider.findType(name));
  }

  findField(typeName: string, field: string): Type | undefined {
    return firstOf(this.#parts.providers, (provider) => provider.findField(typeName, field));
  }

  create(typeName: string, fields: ReadonlyMap<string, Value>): Result | undefined {
    const provider = this.#parts.providers.find((candidate) => candidate.findType(typeName));
    return provider?.create?.(typeName, fields);
  }

  /** Names that `name` may mean, in order: `a.b.x`, `a.x`, `x` in container `a.b`. */
  candidates(name: string): string[] {
    if (name.startsWith('.')) return [name.slice(1)];
    const parts = this.container === '' ? [] : this.container.split('.');
    return [...parts.map((_, left) => [...parts.slice(0, parts.length - left), name].join('.')), name];
  }
}

function named(type: Type): readonly [string, Type] {
  return [type.name, type];
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
