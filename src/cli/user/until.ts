import { setTimeout as delay } from 'node:timers/promises';

const INTERVAL_MILLISECONDS = 50;

/** Asks again and again until there is something. @returns undefined when there was nothing in time */
export async function until<T>(ask: () => Promise<T | undefined>, milliseconds: number): Promise<T | undefined> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const found = await ask();
    if (found !== undefined || performance.now() > end) return found;
    await delay(INTERVAL_MILLISECONDS);
  }
}
