/** The part of `process` that signals come through. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const EXIT_INTERRUPTED = 130;

/**
 * Resolves with the first signal that asks the process to stop; a second one, for those who do not want to wait, ends
 * it at once.
 */
export function stopRequested(source: SignalSource, exit: (code: number) => void): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let asked = false;
    for (const signal of SIGNALS) {
      source.on(signal, () => {
        if (asked) exit(EXIT_INTERRUPTED);
        asked = true;
        resolve(signal);
      });
    }
  });
}
