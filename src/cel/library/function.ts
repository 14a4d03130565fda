/** How functions are declared: each overload with its types, what it does, and what it costs. */
import type { Type } from '../check/types.ts';
import type { Meter } from '../eval/meter.ts';
import type { Result, Value } from '../values/value.ts';

/**
 * What an overload does. Arguments have been tested against the parameters' types (of lists and maps, the outermost
 * only), so `any` is sound here; the meter comes after the last. It never throws for what its arguments are: it returns an EvaluationError.
 */
export type Implementation = (...args: any[]) => Result;

/** Cost units of one call (cel-go's CallCost) by its arguments, charged before it is made; 1 where nothing is declared. */
export type Cost = (...args: any[]) => number;

/** Making sense even of a short text takes as long as visiting a hundred elements. */
const WORK_PER_SCAN = 100;

/**
 * For what reads all of a text, its first argument.
 * Threat: many such functions cost one unit, however long the text is.
 */
export function scanning(call: Implementation, perCharacter = 1): Implementation {
  return (text: string, ...rest: any[]) => {
    (rest.at(-1) as Meter).work(WORK_PER_SCAN + text.length * perCharacter);
    return call(text, ...rest);
  };
}

export interface Overload {
  readonly id: string;
  readonly name: string;
  /** Called on a target, which is its first parameter. */
  readonly member: boolean;
  readonly parameters: readonly Type[];
  readonly result: Type;
  /** Absent for operators that the evaluator itself knows: they do not evaluate all their arguments. */
  readonly call?: Implementation;
  readonly cost?: Cost;
  /**
   * What it does where its last argument is a literal: made once, with the expression.
   * @returns undefined: the same as anywhere
   */
  readonly prepare?: (literal: Value) => Implementation | undefined;
}

type Declaration = readonly [
  id: string,
  parameters: readonly Type[],
  result: Type,
  call?: Implementation,
  cost?: Cost,
  prepare?: Overload['prepare'],
];

/** Overloads called as `name(…)`. */
export function global(name: string, ...declarations: Declaration[]): Overload[] {
  return declarations.map((declaration) => declared(name, false, declaration));
}

/** Overloads called as `target.name(…)`. */
export function member(name: string, ...declarations: Declaration[]): Overload[] {
  return declarations.map((declaration) => declared(name, true, declaration));
}

function declared(name: string, isMember: boolean, declaration: Declaration): Overload {
  const [id, parameters, result, call, cost, prepare] = declaration;
  return { id, name, member: isMember, parameters, result, call, cost, prepare };
}
