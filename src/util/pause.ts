import { monotonicNow } from './clock.ts';

/**
 * Between the steps of work on something big: lets everybody else have their turn, if the step that ends here took long.
 * Those who wait go on one a turn, so that many big requests hold nobody up for longer than one does. Many small ones in
 * one turn never wait: from one of their looks here to the next it is never long.
 */
const LONG_MILLISECONDS = 5;

const waiting: (() => void)[] = [];
/** Somebody's, in this turn of the event loop. */
let lastLook: number | undefined;
let scheduled = false;

/** @returns what to wait for; undefined, nearly always, when there is nothing to wait for */
export function pause(): Promise<void> | undefined {
  const now = monotonicNow();
  const wasLong = lastLook !== undefined && now - lastLook >= LONG_MILLISECONDS;
  look(now);
  return wasLong ? new Promise((resolve) => waiting.push(resolve)) : undefined;
}

function look(now: number): void {
  lastLook = now;
  if (!scheduled) scheduleNext();
}

function scheduleNext(): void {
  scheduled = true;
  setImmediate(() => {
    scheduled = false;
    lastLook = undefined;
    const next = waiting.shift();
    if (!next) return;
    look(monotonicNow());
    next();
  });
}

/** Work in steps, each of which costs time in proportion to one look at the whole: between two of them others may go. */
export type Steps<T> = Generator<void, T, void>;

/** All steps, at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** All steps, with a pause between two of them where it is time for one. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    const waiting = pause();
    if (waiting) await waiting;
  }
}
