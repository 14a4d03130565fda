import type { Operation } from './admission.ts';
import type { AdmissionObserver, Phase, Tally } from './observer.ts';

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

  constructor(phase: Phase, operation: Operation, isRefused: boolean) {
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

/** What one plugin, or all of them together, did. */
export class Series {
  /** Of outcomes that there were: at most sixteen, since operations, phases and outcomes are few. */
  readonly durations: Durations[] = [];
  /** Of those that somebody compared with what they were before. */
  compared = 0;
  changed = 0;
  readonly #tallies = new Map<string, Tally>();

  tally(phase: Phase, operation: Operation): Tally {
    const key = `${phase} ${operation}`;
    const tally = this.#tallies.get(key) ?? new PhaseTally(this, phase, operation);
    this.#tallies.set(key, tally);
    return tally;
  }

  total(wanted: (durations: Durations) => boolean, of: 'count' | 'seconds'): number {
    let sum = 0;
    for (const durations of this.durations) if (wanted(durations)) sum += durations[of];
    return sum;
  }
}

/** The part of a series that is one operation's in one phase. */
class PhaseTally implements Tally {
  readonly #series: Series;
  readonly #phase: Phase;
  readonly #operation: Operation;
  #passed: Durations | undefined;
  #refused: Durations | undefined;

  constructor(series: Series, phase: Phase, operation: Operation) {
    this.#series = series;
    this.#phase = phase;
    this.#operation = operation;
  }

  add(milliseconds: number, isRefused: boolean, changed?: boolean): void {
    if (isRefused) this.#refused ??= this.#begin(true);
    else this.#passed ??= this.#begin(false);
    (isRefused ? this.#refused : this.#passed)!.add(milliseconds / 1000);
    if (changed === undefined) return;
    this.#series.compared += 1;
    if (changed) this.#series.changed += 1;
  }

  #begin(isRefused: boolean): Durations {
    const durations = new Durations(this.#phase, this.#operation, isRefused);
    this.#series.durations.push(durations);
    return durations;
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

  plugin(name: string, phase: Phase, operation: Operation): Tally {
    const series = this.plugins.get(name) ?? new Series();
    this.plugins.set(name, series);
    return series.tally(phase, operation);
  }

  step(phase: Phase, operation: Operation): Tally {
    return this.steps.tally(phase, operation);
  }
}
