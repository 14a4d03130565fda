/** Runs comprehensions. */
import { isError, MapValue, type Result, type Value } from '../values/value.ts';
import { NO_SUCH_OVERLOAD } from './access.ts';
import type { Step } from './frame.ts';

interface FoldSteps {
  readonly range: Step;
  readonly initial: Step;
  readonly condition: Step;
  readonly step: Step;
  readonly result: Step;
  /** Of the accumulator; the iteration variables follow. */
  readonly slot: number;
  readonly two: boolean;
}

export function fold(steps: FoldSteps): Step {
  const { slot } = steps;
  return (frame) => {
    const range = steps.range(frame);
    if (isError(range)) return range;
    const pairs = Array.isArray(range)
      ? indexed(range, steps.two)
      : range instanceof MapValue
        ? keyed(range)
        : undefined;
    if (!pairs) return NO_SUCH_OVERLOAD;
    frame.locals[slot] = steps.initial(frame);
    for (const [first, second] of pairs) {
      frame.meter.work(1);
      frame.locals[slot + 1] = first;
      frame.locals[slot + 2] = second;
      if (steps.condition(frame) !== true) break;
      frame.locals[slot] = steps.step(frame);
    }
    return steps.result(frame);
  };
}

function* indexed(list: readonly Value[], two: boolean): Iterable<readonly [Result, Result]> {
  for (let index = 0; index < list.length; index += 1) {
    yield two ? [BigInt(index), list[index]!] : [list[index]!, null];
  }
}

function* keyed(map: MapValue): Iterable<readonly [Result, Result]> {
  for (const key of map.keys()) yield [key, map.get(key)!];
}
