/** What is known of types while an expression is checked, and what is wrong with it. */
import type { Issue } from '../issues.ts';
import type { Overload } from '../library/function.ts';
import { mostGeneral, Substitution } from './substitution.ts';
import * as types from './types.ts';
import { formatType, type Type } from './types.ts';

/** Where an issue is. */
export interface Place {
  readonly at: number;
}

export class Inference {
  readonly issues: Issue[] = [];
  readonly #substitution = new Substitution();
  #freshCount = 0;

  /** The type as far as it is known by now. */
  known(type: Type): Type {
    return this.#substitution.apply(type);
  }

  /** The type, with `dyn` for what nothing was said of. */
  resolved(type: Type): Type {
    return this.#substitution.apply(type, types.DYN);
  }

  /** A type that is to be found out. */
  fresh(): Type {
    this.#freshCount += 1;
    return types.typeParameter(`_var${this.#freshCount - 1}`);
  }

  /** Whether a value of the one type may stand where the other is wanted; if so, that is known from now on. */
  fits(value: Type, wanted: Type): boolean {
    return this.#substitution.assignAll([value], [wanted]);
  }

  /** A type that is not known yet turns out to be dynamic when a field of it is selected. */
  dynamic(type: Type): Type {
    if (type.kind === 'parameter') this.fits(types.DYN, type);
    return types.DYN;
  }

  /** The one type of all elements; a free one where there are none. */
  joined(elements: readonly (readonly [Place, Type])[], mixed: boolean): Type {
    let joined: Type | undefined;
    for (const [place, type] of elements) {
      if (joined === undefined) joined = type;
      else if (this.fits(type, joined)) joined = mostGeneral(joined, type);
      else if (mixed) joined = types.DYN;
      else this.mismatch(place, joined, type);
    }
    return joined ?? this.fresh();
  }

  /** What an overload gives for such arguments; undefined where they do not fit it. */
  resultOf(overload: Overload, argTypes: readonly Type[]): Type | undefined {
    if (overload.parameters.length !== argTypes.length) return undefined;
    const names = parameterNames(overload);
    if (names.length === 0)
      return this.#substitution.assignAll(argTypes, overload.parameters) ? overload.result : undefined;
    const fresh = new Substitution(names.map((name) => [name, this.fresh()] as const));
    const wanted = overload.parameters.map((parameter) => fresh.apply(parameter));
    if (!this.#substitution.assignAll(argTypes, wanted)) return undefined;
    return this.known(fresh.apply(overload.result));
  }

  /** Notes an issue; the answer is the type of what cannot be typed. */
  refuse(place: Place, message: string): Type {
    this.issues.push({ at: place.at, message });
    return types.ERROR;
  }

  mismatch(place: Place, expected: Type, found: Type): void {
    this.refuse(place, `expected type '${this.format(expected)}' but found '${this.format(found)}'`);
  }

  format(type: Type): string {
    return formatType(this.resolved(type));
  }
}

const namesOfOverload = new WeakMap<Overload, readonly string[]>();

function parameterNames(overload: Overload): readonly string[] {
  let names = namesOfOverload.get(overload);
  if (!names) {
    names = [...new Set([...overload.parameters, overload.result].flatMap(freeNames))];
    namesOfOverload.set(overload, names);
  }
  return names;
}

function freeNames(type: Type): string[] {
  return type.kind === 'parameter' ? [type.name] : type.parameters.flatMap(freeNames);
}
