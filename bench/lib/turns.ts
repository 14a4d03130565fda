/** Things that are done in turns, so that whatever else the machine does meets all of them alike. */
import { median, percentile } from './statistics.ts';

/** One thing, done once. */
export type Deed = () => Promise<void>;

/** One thing done several times: milliseconds of processor time of all of them, and of each on the clock. */
export type Slice = { readonly processorTime: number; readonly times: readonly number[] };
export type DoSlice = (size: number) => Promise<Slice>;

export type Measured = {
  readonly name: string;
  /** Of one, in milliseconds of its thread's processor time: the median of slices, since it counts in steps of a few. */
  readonly processorTime: number;
  /** Of the slice in which it took least: what it takes where nothing else is in the way. */
  readonly least: number;
  /** On the clock, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
};

export interface Turns {
  readonly slices: number;
  /** How many of one thing are done in a slice. */
  readonly size: number;
  progress(text: string): void;
}

const WARMING = 6;

/** @param doers by name; each in this process, or in one of its own */
export async function inTurns(
  doers: ReadonlyMap<string, DoSlice>,
  { slices, size, progress }: Turns,
): Promise<Measured[]> {
  const cases = [...doers].map(([name, doSlice]) => ({ name, doSlice, slices: [] as Slice[] }));
  for (let i = -WARMING; i < slices; i++) {
    progress(i < 0 ? 'warming up' : `turn ${i + 1} of ${slices}`);
    for (const one of cases) {
      const done = await one.doSlice(size);
      if (i >= 0) one.slices.push(done);
    }
  }
  return cases.map(({ name, slices: done }) => summary(name, done));
}

/** In this process. */
export function repeating(deed: Deed): DoSlice {
  return async (size) => {
    const times: number[] = [];
    const before = processorTime();
    for (let i = 0; i < size; i++) {
      const start = performance.now();
      await deed();
      times.push(performance.now() - start);
    }
    return { processorTime: processorTime() - before, times };
  };
}

function summary(name: string, slices: readonly Slice[]): Measured {
  const spent = slices.map(({ processorTime, times }) => processorTime / times.length);
  const times = slices.flatMap((slice) => slice.times);
  return {
    name,
    processorTime: median(spent),
    least: Math.min(...spent),
    p50: median(times),
    p99: percentile(times, 0.99),
  };
}

function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
