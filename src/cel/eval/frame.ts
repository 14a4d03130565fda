/** What a running evaluation holds. */
import type { Result } from '../values/value.ts';
import type { Activation } from './activation.ts';
import type { Meter } from './meter.ts';

export interface Frame {
  readonly meter: Meter;
  /** Variables of comprehensions, by slot. */
  readonly locals: Result[];
  readonly activation: Activation;
}

/** A planned expression. */
export type Step = (frame: Frame) => Result;
