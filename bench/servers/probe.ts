/** What a server under load tells of itself. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

export interface Usage {
  /** Of all its threads, in microseconds. */
  readonly processor: number;
  readonly resident: number;
}

/** In milliseconds. */
export interface Stalls {
  readonly worst: number;
  readonly p99: number;
}

const RESOLUTION_MILLISECONDS = 1;
let delays: IntervalHistogram | undefined;

export const probes = {
  usage(): Usage {
    const { user, system } = process.cpuUsage();
    return { processor: user + system, resident: process.memoryUsage.rss() };
  },
  watchStalls(): void {
    delays = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
    delays.enable();
  },
  /** Since `watchStalls`. */
  stalls(): Stalls {
    const histogram = delays!;
    histogram.disable();
    return { worst: histogram.max / 1e6, p99: histogram.percentile(99) / 1e6 };
  },
};
