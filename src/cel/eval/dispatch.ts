/** Chooses the overload for the arguments at hand. */
import { isDynOrError, type Type } from '../check/types.ts';
import type { Overload } from '../library/function.ts';
import { isOfType } from '../values/types-of.ts';
import type { Result, Value } from '../values/value.ts';
import { NO_SUCH_OVERLOAD } from './access.ts';
import { CALL } from './costs.ts';
import type { Meter } from './meter.ts';

export type Dispatch = (args: readonly Value[], meter: Meter) => Result;

/** Arguments whose types the checker is sure of are not tested again. */
export function dispatcher(overloads: readonly Overload[], argTypes: readonly Type[]): Dispatch {
  const single = overloads[0]!;
  if (overloads.length === 1 && argTypes.every(isCertain)) return (args, meter) => run(single, args, meter);
  return (args, meter) => {
    const chosen = overloads.find((overload) => accepts(overload, args));
    return chosen ? run(chosen, args, meter) : NO_SUCH_OVERLOAD;
  };
}

/** Null may stand for values of some types, so only types that exclude it are certain. */
function isCertain(type: Type): boolean {
  return type.kind === 'primitive' || ((type.kind === 'list' || type.kind === 'map') && !isDynOrError(type));
}

function accepts(overload: Overload, args: readonly Value[]): boolean {
  return overload.parameters.every((parameter, position) => isOfType(args[position]!, parameter));
}

function run(overload: Overload, args: readonly Value[], meter: Meter): Result {
  meter.charge(overload.cost?.(args) ?? CALL);
  return overload.call!(...args, meter);
}
