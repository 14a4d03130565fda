/** Runs comprehensions. */
import { isError, MapValue, type Result, type Value } from '../values/value.ts';
import { NO_SUCH_OVERLOAD } from './access.ts';
import { CALL, SELECT_OR_IDENT } from './costs.ts';
import type { Frame, Step } from './frame.ts';

/** What is gone over. */
export interface Range {
  readonly range: Step;
  /** Of the accumulator; the iteration variables follow. */
  readonly slot: number;
  readonly two: boolean;
}

interface FoldSteps {
  readonly initial: Step;
  readonly condition: Step;
  readonly step: Step;
  readonly result: Step;
}

/** What is done with an element that is in its slot. @returns whether it goes on */
type Turn = (frame: Frame) => boolean;

export function fold(over: Range, { initial, condition, step, result }: FoldSteps): Step {
  const { slot } = over;
  const turn: Turn = (frame) => {
    if (condition(frame) !== true) return false;
    frame.locals[slot] = step(frame);
    return true;
  };
  return (frame) => {
    const range = over.range(frame);
    if (isError(range)) return range;
    frame.locals[slot] = initial(frame);
    return goOver(over, range, frame, turn) ? result(frame) : NO_SUCH_OVERLOAD;
  };
}

// What allOf and anyOf make, in one step: the accumulator is looked at, found not to be decided, and looked at again.
const UNDECIDED_ALL = SELECT_OR_IDENT + CALL;
const UNDECIDED_ANY = SELECT_OR_IDENT + CALL + CALL;

/**
 * `all` and `exists`. The decisive value of one element outweighs errors in others; else the first error remains.
 * It costs what the fold costs that it stands for.
 */
export function quantified(over: Range, predicate: Step, decisive: boolean): Step {
  const { slot } = over;
  const undecided = decisive ? UNDECIDED_ANY : UNDECIDED_ALL;
  const turn: Turn = (frame) => {
    const { locals, meter } = frame;
    const soFar = locals[slot]!;
    meter.charge(isError(soFar) ? UNDECIDED_ALL : undecided);
    if (soFar === decisive) return false;
    meter.charge(SELECT_OR_IDENT);
    const value = predicate(frame);
    if (value === decisive) locals[slot] = decisive;
    else if (!isError(soFar) && value !== !decisive) locals[slot] = isError(value) ? value : NO_SUCH_OVERLOAD;
    return true;
  };
  return (frame) => {
    const range = over.range(frame);
    if (isError(range)) return range;
    frame.locals[slot] = !decisive;
    if (!goOver(over, range, frame, turn)) return NO_SUCH_OVERLOAD;
    frame.meter.charge(SELECT_OR_IDENT);
    return frame.locals[slot]!;
  };
}

/** @returns false where it is nothing that has elements */
function goOver(over: Range, range: Value, frame: Frame, turn: Turn): boolean {
  if (Array.isArray(range)) goOverList(over, range, frame, turn);
  else if (range instanceof MapValue) goOverMap(over, range, frame, turn);
  else return false;
  return true;
}

function goOverList({ slot, two }: Range, list: readonly Value[], frame: Frame, turn: Turn): void {
  for (let index = 0; index < list.length; index += 1) {
    const element = list[index]!;
    if (two) place(frame, slot, BigInt(index), element);
    else place(frame, slot, element, null);
    if (!turn(frame)) return;
  }
}

function goOverMap({ slot }: Range, map: MapValue, frame: Frame, turn: Turn): void {
  for (const key of map.keys()) {
    place(frame, slot, key, map.get(key)!);
    if (!turn(frame)) return;
  }
}

function place({ locals, meter }: Frame, slot: number, first: Result, second: Result): void {
  meter.work(1);
  locals[slot + 1] = first;
  locals[slot + 2] = second;
}
