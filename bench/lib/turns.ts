/** Things that are done in turns in this process, so that whatever else the machine does meets all of them alike. */
import { median, percentile } from './statistics.ts';

/** One thing, done once. */
export type Deed = () => Promise<void>;

export type Measured = {
  readonly name: string;
  /** Of one, in milliseconds of this thread's processor time: the median of slices, since it counts in steps of a few. */
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

const WARMING = 3;

/** @param deeds by name */
export async function inTurns(
  deeds: ReadonlyMap<string, Deed>,
  { slices, size, progress }: Turns,
): Promise<Measured[]> {
  const cases = [...deeds].map(([name, deed]) => ({ name, deed, times: [] as number[], slices: [] as number[] }));
  for (let i = -WARMING; i < slices; i++) {
    progress(i < 0 ? 'warming up' : `turn ${i + 1} of ${slices}`);
    for (const one of cases) {
      const spent = await slice(one.deed, size, i < 0 ? [] : one.times);
      if (i >= 0) one.slices.push(spent);
    }
  }
  return cases.map(({ name, times, slices: spent }) => ({
    name,
    processorTime: median(spent),
    least: Math.min(...spent),
    p50: median(times),
    p99: percentile(times, 0.99),
  }));
}

/** @returns the processor time of one */
async function slice(deed: Deed, size: number, times: number[]): Promise<number> {
  const before = processorTime();
  for (let i = 0; i < size; i++) {
    const start = performance.now();
    await deed();
    times.push(performance.now() - start);
  }
  return (processorTime() - before) / size;
}

function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
