import type { Operation } from './admission.ts';

/** `admit` changes, `validate` only looks: as upstream's metrics call them. */
export type Phase = 'admit' | 'validate';

/** Told of one write after the other: what it does itself must cost next to nothing. */
export interface Tally {
  /** @param changed whether the object was changed; undefined where nobody looked */
  add(milliseconds: number, isRefused: boolean, changed?: boolean): void;
}

/** Who wants to know what every plugin did with every write. The same tally for the same words. */
export interface AdmissionObserver {
  /** In milliseconds, of a clock that only grows. */
  now(): number;
  /** Of one plugin's part. */
  plugin(name: string, phase: Phase, operation: Operation): Tally;
  /** Of all plugins of a phase together. */
  step(phase: Phase, operation: Operation): Tally;
}

const NOBODY: Tally = { add() {} };
export const UNOBSERVED: AdmissionObserver = { now: () => 0, plugin: () => NOBODY, step: () => NOBODY };
