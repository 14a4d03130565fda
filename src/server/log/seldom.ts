import type { Clock } from '../../util/clock.ts';

const INTERVAL = 60_000;
const MOST_TEXTS = 1000;

/**
 * Tells each text once a minute at most.
 * Threat: what strangers can cause must not fill the log, nor the memory of what was told.
 */
export function seldom(clock: Pick<Clock, 'now'>, tell: (text: string) => void): (text: string) => void {
  const told = new Map<string, number>();
  return (text) => {
    const now = clock.now();
    if (now - (told.get(text) ?? Number.NEGATIVE_INFINITY) < INTERVAL) return;
    if (told.size >= MOST_TEXTS) told.clear();
    told.set(text, now);
    tell(text);
  };
}
