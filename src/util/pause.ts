/**
 * Between the steps of work on something big: lets everybody else have their turn, if this turn of the event loop has
 * been long. Those who wait go on one a turn, so that many big requests hold nobody up for longer than one does.
 */
const LONG_MILLISECONDS = 10;

const waiting: (() => void)[] = [];
let turnStart: number | undefined;
let scheduled = false;

/** @returns what to wait for; undefined, nearly always, when there is nothing to wait for */
export function pause(): Promise<void> | undefined {
  const now = performance.now();
  if (turnStart === undefined) startTurn(now);
  else if (now - turnStart >= LONG_MILLISECONDS) return new Promise((resolve) => waiting.push(resolve));
  return undefined;
}

function startTurn(now: number): void {
  turnStart = now;
  if (!scheduled) scheduleNext();
}

function scheduleNext(): void {
  scheduled = true;
  setImmediate(() => {
    scheduled = false;
    turnStart = undefined;
    const next = waiting.shift();
    if (!next) return;
    startTurn(performance.now());
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
