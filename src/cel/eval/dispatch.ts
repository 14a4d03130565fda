/** Calls functions: evaluates the arguments, chooses the overload, charges what it costs. */
import type { Type } from '../check/types.ts';
import type { Overload } from '../library/function.ts';
import { isOfType } from '../values/types-of.ts';
import { isError, type Result, type Value } from '../values/value.ts';
import { NO_SUCH_OVERLOAD } from './access.ts';
import { CALL } from './costs.ts';
import type { Frame, Step } from './frame.ts';

/** @param overloads those that the checker admits, by the arguments' types */
export function calling(overloads: readonly Overload[], argTypes: readonly Type[], args: readonly Step[]): Step {
  const [only] = overloads;
  const certain = overloads.length === 1 && only!.parameters.every((wanted, at) => isCertain(wanted, argTypes[at]!));
  if (certain && args.length === 2) return binary(only!, args[0]!, args[1]!);
  return (frame) => {
    const values: Value[] = [];
    for (const arg of args) {
      const value = arg(frame);
      if (isError(value)) return value;
      values.push(value);
    }
    const overload = certain ? only : overloads.find((candidate) => accepts(candidate, values));
    return overload ? run(overload, values, frame) : NO_SUCH_OVERLOAD;
  };
}

/** Most calls are operators on two values of known types. */
function binary({ call, cost }: Overload, left: Step, right: Step): Step {
  return (frame) => {
    const a = left(frame);
    if (isError(a)) return a;
    const b = right(frame);
    if (isError(b)) return b;
    frame.meter.charge(cost ? cost([a, b]) : CALL);
    return call!(a, b, frame.meter);
  };
}

/** Whether an argument of the type need not be looked at. Null may stand for values of some types, not of these. */
function isCertain(wanted: Type, type: Type): boolean {
  if (wanted.kind === 'parameter' || wanted.kind === 'dyn') return true;
  return type.kind === 'primitive' || type.kind === 'list' || type.kind === 'map';
}

function accepts(overload: Overload, args: readonly Value[]): boolean {
  return overload.parameters.every((parameter, position) => isOfType(args[position]!, parameter));
}

function run({ call, cost }: Overload, args: readonly Value[], { meter }: Frame): Result {
  meter.charge(cost?.(args) ?? CALL);
  return call!(...args, meter);
}
