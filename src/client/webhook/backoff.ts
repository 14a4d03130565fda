import type { Clock } from '../../util/clock.ts';

/** How often, and after how long, a call that failed for a passing reason is made again. */
export interface Backoff {
  readonly initialMilliseconds: number;
  readonly factor: number;
  /** Each wait is longer by up to this part of itself. */
  readonly jitter: number;
  /** Calls in all, the first counted. */
  readonly steps: number;
}

/** kube-apiserver's for webhooks. */
export const DEFAULT_BACKOFF: Backoff = { initialMilliseconds: 500, factor: 1.5, jitter: 0.2, steps: 5 };

export interface BackoffPorts {
  readonly clock: Pick<Clock, 'setTimeout'>;
  /** Between 0 and 1. */
  random(): number;
}

/** @throws what the last attempt threw, or the first one that `isPassing` does not hold for */
export async function withBackoff<T>(
  attempt: () => Promise<T>,
  isPassing: (error: unknown) => boolean,
  backoff: Backoff,
  ports: BackoffPorts,
): Promise<T> {
  let wait = backoff.initialMilliseconds;
  for (let step = 1; ; step++) {
    try {
      return await attempt();
    } catch (error) {
      if (step >= backoff.steps || !isPassing(error)) throw error;
    }
    const delay = wait * (1 + ports.random() * backoff.jitter);
    await new Promise<void>((resolve) => void ports.clock.setTimeout(resolve, delay));
    wait *= backoff.factor;
  }
}
