/** Of this thread, in milliseconds. It counts in steps of a few: measured are slices of much work. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** What is done again and again, in slices between those of others, and how long it took. */
export class Case {
  readonly name: string;
  /** Each time, in milliseconds on the clock. */
  readonly times: number[] = [];
  readonly #work: () => Promise<void>;
  readonly #slice: number;
  #spent = 0;

  /** @param slice how often it is done in one */
  constructor(name: string, slice: number, work: () => Promise<void>) {
    this.name = name;
    this.#slice = slice;
    this.#work = work;
  }

  /** Milliseconds for one. */
  get processorTime(): number {
    return this.#spent / this.times.length;
  }

  async slice(): Promise<void> {
    const start = processorTime();
    for (let i = 0; i < this.#slice; i++) this.times.push(await timed(this.#work));
    this.#spent += processorTime() - start;
  }

  /** What was measured so far was the warming up. */
  restart(): void {
    this.times.length = 0;
    this.#spent = 0;
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Warms each of them up, and does them in turns. */
export async function inTurns(cases: readonly Case[], slices: number): Promise<void> {
  for (const one of cases) {
    await one.slice();
    one.restart();
  }
  for (let i = 0; i < slices; i++) for (const one of cases) await one.slice();
}
