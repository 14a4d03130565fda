import type { Operation } from './admission.ts';
import type { AdmissionObserver, Finding, Phase } from './observer.ts';

/** Upper bounds of the histograms, in seconds: upstream's. */
export const DURATION_BUCKETS = [0.005, 0.025, 0.1, 0.5, 1, 2.5] as const;

/** How long it took, of one operation in one phase with one outcome. */
export class Durations {
  readonly phase: Phase;
  readonly operation: Operation;
  readonly isRefused: boolean;
  /** How many took at most DURATION_BUCKETS[i], and more than the one before; the last: more than all. */
  readonly buckets = new Float64Array(DURATION_BUCKETS.length + 1);
  seconds = 0;
  count = 0;

  constructor({ phase, operation, isRefused }: Finding) {
    this.phase = phase;
    this.operation = operation;
    this.isRefused = isRefused;
  }

  add(seconds: number): void {
    let bucket = 0;
    while (bucket < DURATION_BUCKETS.length && seconds > DURATION_BUCKETS[bucket]!) bucket++;
    this.buckets[bucket]! += 1;
    this.seconds += seconds;
    this.count += 1;
  }
}

/** What one plugin, or all of them together, did. At most sixteen series: operations, phases and outcomes are few. */
export class Series {
  readonly durations = new Map<string, Durations>();
  /** Of those that somebody compared with what they were before. */
  compared = 0;
  changed = 0;

  add(finding: Finding): void {
    const key = `${finding.phase} ${finding.operation} ${finding.isRefused}`;
    const durations = this.durations.get(key) ?? new Durations(finding);
    this.durations.set(key, durations);
    durations.add(finding.seconds);
  }

  total(wanted: (durations: Durations) => boolean, of: 'count' | 'seconds'): number {
    let sum = 0;
    for (const durations of this.durations.values()) if (wanted(durations)) sum += durations[of];
    return sum;
  }
}

/** Counts what admission does. The number of series is bounded by the plugins that are on. */
export class AdmissionStatistics implements AdmissionObserver {
  readonly plugins = new Map<string, Series>();
  readonly steps = new Series();
  readonly now: () => number;

  /** @param now milliseconds, of a clock that only grows */
  constructor(now: () => number) {
    this.now = now;
  }

  plugin(name: string, finding: Finding, changed: boolean | undefined): void {
    const series = this.plugins.get(name) ?? new Series();
    this.plugins.set(name, series);
    series.add(finding);
    if (changed === undefined) return;
    series.compared += 1;
    if (changed) series.changed += 1;
  }

  step(finding: Finding): void {
    this.steps.add(finding);
  }
}
