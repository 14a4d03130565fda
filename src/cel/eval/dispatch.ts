/** Calls functions: evaluates the arguments, chooses the overload, charges what it costs. */
import type { Overload } from '../library/function.ts';
import { guardOf } from '../values/types-of.ts';
import { isError, type Result, type Value } from '../values/value.ts';
import { NO_SUCH_OVERLOAD } from './access.ts';
import { CALL } from './costs.ts';
import type { Frame, Step } from './frame.ts';

/**
 * What the checker infers is no promise: a dynamic value takes any type that is wanted of it. So every argument is tested,
 * and where the admitted overloads do not take them, all of that name are tried.
 *
 * @param admitted by the arguments' types
 * @param all of the function
 */
export function calling(admitted: readonly Overload[], all: readonly Overload[], args: readonly Step[]): Step {
  const { member } = admitted[0]!;
  const others = all.filter((overload) => overload.member === member && !admitted.includes(overload));
  const candidates = [...admitted, ...others]
    .filter(({ parameters }) => parameters.length === args.length)
    .map(guarded);
  return args.length === 2 ? binary(candidates, args[0]!, args[1]!) : nary(candidates, args);
}

interface Guarded extends Overload {
  readonly guards: readonly ((value: Value) => boolean)[];
}

const known = new WeakMap<Overload, Guarded>();

function guarded(overload: Overload): Guarded {
  let made = known.get(overload);
  if (!made) {
    made = { ...overload, guards: overload.parameters.map(guardOf) };
    known.set(overload, made);
  }
  return made;
}

function nary(candidates: readonly Guarded[], args: readonly Step[]): Step {
  return (frame) => {
    const values: Value[] = [];
    for (const arg of args) {
      const value = arg(frame);
      if (isError(value)) return value;
      values.push(value);
    }
    const chosen = candidates.find(({ guards }) => guards.every((accepts, position) => accepts(values[position]!)));
    return chosen ? run(chosen, values, frame) : NO_SUCH_OVERLOAD;
  };
}

function run({ call, cost }: Overload, args: readonly Value[], { meter }: Frame): Result {
  meter.charge(cost?.(args) ?? CALL);
  return call!(...args, meter);
}

/** Most calls are operators. */
function binary(candidates: readonly Guarded[], left: Step, right: Step): Step {
  return (frame) => {
    const a = left(frame);
    if (isError(a)) return a;
    const b = right(frame);
    if (isError(b)) return b;
    for (const { guards, call, cost } of candidates) {
      if (!guards[0]!(a) || !guards[1]!(b)) continue;
      frame.meter.charge(cost ? cost([a, b]) : CALL);
      return call!(a, b, frame.meter);
    }
    return NO_SUCH_OVERLOAD;
  };
}
