import { FAILED, type Io } from './io.ts';

/** The part of `process` that tells what nobody caught; rejections come this way too. */
export interface UncaughtSource {
  on(event: 'uncaughtException', listener: (error: unknown) => void): unknown;
}

/** What runs on after an error that nobody foresaw could do anything: the process ends at once, and says why. */
export function endOnBug(source: UncaughtSource, io: Pick<Io, 'error'>, exit: (code: number) => void): void {
  source.on('uncaughtException', (error) => {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    io.error(
      `error: this is a bug in Allium, which ends at once. What the store on disk has acknowledged is there after a restart.\n${what}\n`,
    );
    exit(FAILED);
  });
}
