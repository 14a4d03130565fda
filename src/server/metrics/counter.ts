import type { MetricFamily } from './family.ts';

type Labels = Readonly<Record<string, string>>;

/** Labels may come from a configuration that is replaced again and again. */
const MOST_SERIES = 1000;

/** A counter with labels, of which no more are kept than is good for the memory. */
export class Counter<T extends Labels> {
  readonly #name: string;
  readonly #help: string;
  readonly #series = new Map<string, { readonly labels: T; value: number }>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  add(labels: T): void {
    const key = keyOf(labels);
    const series = this.#series.get(key);
    if (series) series.value += 1;
    else if (this.#series.size < MOST_SERIES) this.#series.set(key, { labels, value: 1 });
  }

  family(): MetricFamily {
    return { name: this.#name, help: this.#help, type: 'counter', samples: this.#series.values() };
  }
}

/** Every request passes here, mostly with one label: its value is the key. */
function keyOf(labels: Labels): string {
  let key: string | undefined;
  for (const name in labels) key = key === undefined ? labels[name]! : `${key} ${labels[name]!}`;
  return key ?? '';
}
