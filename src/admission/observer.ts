import type { Operation } from './admission.ts';

/** `admit` changes, `validate` only looks: as upstream's metrics call them. */
export type Phase = 'admit' | 'validate';

export interface Finding {
  readonly phase: Phase;
  readonly operation: Operation;
  readonly seconds: number;
  readonly isRefused: boolean;
}

/** Told what every plugin did with every write: what it does itself must cost next to nothing. */
export interface AdmissionObserver {
  /** In milliseconds, of a clock that only grows. */
  now(): number;
  /** @param changed whether the plugin changed the object; undefined where nobody looked */
  plugin(name: string, finding: Finding, changed: boolean | undefined): void;
  /** All plugins of a phase together. */
  step(finding: Finding): void;
}

export const UNOBSERVED: AdmissionObserver = { now: () => 0, plugin() {}, step() {} };
