/** Runs comprehensions. */
import { isError, MapValue, type Result, type Value } from '../values/value.ts';
import { NO_SUCH_OVERLOAD } from './access.ts';
import type { Frame, Step } from './frame.ts';

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
  return (frame) => {
    const range = steps.range(frame);
    if (isError(range)) return range;
    const isList = Array.isArray(range);
    if (!isList && !(range instanceof MapValue)) return NO_SUCH_OVERLOAD;
    frame.locals[steps.slot] = steps.initial(frame);
    if (isList) foldList(steps, range, frame);
    else foldMap(steps, range as MapValue, frame);
    return steps.result(frame);
  };
}

function foldList(steps: FoldSteps, list: readonly Value[], frame: Frame): void {
  for (let index = 0; index < list.length; index += 1) {
    const element = list[index]!;
    const goesOn = steps.two ? turn(steps, BigInt(index), element, frame) : turn(steps, element, null, frame);
    if (!goesOn) return;
  }
}

function foldMap(steps: FoldSteps, map: MapValue, frame: Frame): void {
  for (const key of map.keys()) {
    if (!turn(steps, key, map.get(key)!, frame)) return;
  }
}

/** False where the condition ends the fold. */
function turn({ slot, condition, step }: FoldSteps, first: Result, second: Result, frame: Frame): boolean {
  const { locals, meter } = frame;
  meter.work(1);
  locals[slot + 1] = first;
  locals[slot + 2] = second;
  if (condition(frame) !== true) return false;
  locals[slot] = step(frame);
  return true;
}
