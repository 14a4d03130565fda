/** What a running evaluation holds. */
import type { Result } from '../values/value.ts';
import type { Meter } from './meter.ts';

export interface Frame {
  readonly meter: Meter;
  /** Variables of comprehensions, by slot. */
  readonly locals: Result[];
  /** A variable of the environment; undefined where none was given. */
  find(name: string): Result | undefined;
}

/** A planned expression. */
export type Step = (frame: Frame) => Result;
