import type { Clock } from '../../util/clock.ts';
import type { ShutdownCheck } from '../readiness.ts';

/**
 * The last part to start and the first to stop: says that the server is no longer ready, and leaves load balancers
 * `delay` milliseconds to notice while it still serves.
 */
export async function withdraw(check: ShutdownCheck, delay: number, clock: Pick<Clock, 'setTimeout'>): Promise<void> {
  check.begin();
  if (delay > 0) await new Promise<void>((resolve) => void clock.setTimeout(resolve, delay));
}
