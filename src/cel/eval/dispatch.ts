/** Calls functions: evaluates the arguments, chooses the overload, charges what it costs. */
import type { Cost, Implementation, Overload } from '../library/function.ts';
import { accepts, type Guard, guardOf, kindOf } from '../values/types-of.ts';
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
 * @param literal what the last argument always is; undefined: it is no literal
 */
export function calling(
  admitted: readonly Overload[],
  all: readonly Overload[],
  args: readonly Step[],
  literal: Value | undefined,
): Step {
  const { member } = admitted[0]!;
  const others = all.filter((overload) => overload.member === member && !admitted.includes(overload));
  const candidates = [...admitted, ...others]
    .filter(({ parameters }) => parameters.length === args.length)
    .map((overload) => candidateOf(overload, literal));
  if (args.length === 1) return unary(candidates, args[0]!);
  if (args.length !== 2) return nary(candidates, args);
  return literal === undefined ? binary(candidates, args[0]!, args[1]!) : withLiteral(candidates, args[0]!, literal);
}

interface Candidate {
  readonly guards: readonly Guard[];
  readonly call: Implementation;
  readonly cost: Cost;
}

const known = new WeakMap<Overload, Candidate>();

function candidateOf(overload: Overload, literal: Value | undefined): Candidate {
  const prepared = literal === undefined ? undefined : overload.prepare?.(literal);
  return prepared ? { ...sharedCandidate(overload), call: prepared } : sharedCandidate(overload);
}

function sharedCandidate(overload: Overload): Candidate {
  let made = known.get(overload);
  if (!made) {
    made = { guards: overload.parameters.map(guardOf), call: overload.call!, cost: overload.cost ?? oneCall };
    known.set(overload, made);
  }
  return made;
}

function oneCall(): number {
  return CALL;
}

// Most calls are operators or have a target alone: those two shapes do without lists of arguments.

function unary(candidates: readonly Candidate[], arg: Step): Step {
  return (frame) => {
    const a = arg(frame);
    if (isError(a)) return a;
    const kind = kindOf(a);
    for (const { guards, call, cost } of candidates) {
      if (!accepts(guards[0]!, a, kind)) continue;
      frame.meter.charge(cost(a));
      return call(a, frame.meter);
    }
    return NO_SUCH_OVERLOAD;
  };
}

function binary(candidates: readonly Candidate[], left: Step, right: Step): Step {
  return (frame) => {
    const a = left(frame);
    if (isError(a)) return a;
    const b = right(frame);
    if (isError(b)) return b;
    const kindA = kindOf(a);
    const kindB = kindOf(b);
    for (const { guards, call, cost } of candidates) {
      if (!accepts(guards[0]!, a, kindA) || !accepts(guards[1]!, b, kindB)) continue;
      frame.meter.charge(cost(a, b));
      return call(a, b, frame.meter);
    }
    return NO_SUCH_OVERLOAD;
  };
}

/** Of those that take the literal, which need not be evaluated. */
function withLiteral(all: readonly Candidate[], left: Step, literal: Value): Step {
  const kindOfLiteral = kindOf(literal);
  const candidates = all.filter(({ guards }) => accepts(guards[1]!, literal, kindOfLiteral));
  return (frame) => {
    const a = left(frame);
    if (isError(a)) return a;
    const kind = kindOf(a);
    for (const { guards, call, cost } of candidates) {
      if (!accepts(guards[0]!, a, kind)) continue;
      frame.meter.charge(cost(a, literal));
      return call(a, literal, frame.meter);
    }
    return NO_SUCH_OVERLOAD;
  };
}

function nary(candidates: readonly Candidate[], args: readonly Step[]): Step {
  return (frame) => {
    const values: Value[] = [];
    for (const arg of args) {
      const value = arg(frame);
      if (isError(value)) return value;
      values.push(value);
    }
    return chooseAndCall(candidates, values, frame);
  };
}

function chooseAndCall(candidates: readonly Candidate[], values: readonly Value[], { meter }: Frame): Result {
  const chosen = candidates.find(({ guards }) =>
    guards.every((guard, position) => accepts(guard, values[position]!, kindOf(values[position]!))),
  );
  if (!chosen) return NO_SUCH_OVERLOAD;
  meter.charge(chosen.cost(...values));
  return chosen.call(...values, meter);
}
