import type { MetricFamily, Sample } from './family.ts';

type Labels = Readonly<Record<string, string>>;

interface Series<T> {
  readonly labels: T;
  /** How many took at most bounds[i], and more than the one before; the last: more than all. */
  readonly buckets: Float64Array;
  sum: number;
}

/** Labels may come from a configuration that is replaced again and again. */
const MOST_SERIES = 1000;

/** A histogram with labels, of which no more are kept than is good for the memory. */
export class Histogram<T extends Labels> {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Series<T>>();

  /** @param bounds of the buckets, growing */
  constructor(name: string, help: string, bounds: readonly number[]) {
    this.#name = name;
    this.#help = help;
    this.#bounds = bounds;
  }

  observe(labels: T, value: number): void {
    const series = this.#seriesOf(labels);
    if (!series) return;
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    series.buckets[bucket < 0 ? this.#bounds.length : bucket]! += 1;
    series.sum += value;
  }

  family(): MetricFamily {
    return { name: this.#name, help: this.#help, type: 'histogram', samples: this.#samples() };
  }

  #seriesOf(labels: T): Series<T> | undefined {
    const key = JSON.stringify(Object.values(labels));
    const known = this.#series.get(key);
    if (known || this.#series.size >= MOST_SERIES) return known;
    const series = { labels, buckets: new Float64Array(this.#bounds.length + 1), sum: 0 };
    this.#series.set(key, series);
    return series;
  }

  *#samples(): Generator<Sample> {
    for (const { labels, buckets, sum } of this.#series.values()) {
      let count = 0;
      for (const [index, value] of buckets.entries()) {
        count += value;
        yield { suffix: '_bucket', labels: { ...labels, le: String(this.#bounds[index] ?? '+Inf') }, value: count };
      }
      yield { suffix: '_sum', labels, value: sum };
      yield { suffix: '_count', labels, value: count };
    }
  }
}
