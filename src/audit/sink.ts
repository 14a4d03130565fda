import type { RecordedEvent } from './event.ts';

/**
 * Takes events, in order. Between a sink and a slow or dead backend stands whatever the sink puts there; memory is bounded
 * whatever the backend does.
 */
export interface AuditSink {
  readonly name: string;
  /** Whether what is not recorded must not happen (`blocking-strict`): that a request came is recorded before it is served. */
  readonly isStrict?: boolean;
  /**
   * Asked before anything is done for a request that is to be recorded.
   * @throws StatusError when nothing more can be taken, and what is not recorded must not happen
   */
  admit?(): void;
  /**
   * Must be quick. A promise: the request waits for it (modes `blocking` and `blocking-strict`). It rejects with a
   * StatusError when it could not be stored that a request came, and what is not recorded must not happen.
   */
  write(event: RecordedEvent): void | Promise<void>;
  /** Resolves when everything taken is where it belongs. */
  close(): Promise<void>;
}

/** Every event to every sink. */
export function allSinks(sinks: readonly AuditSink[]): Pick<AuditSink, 'isStrict' | 'admit' | 'write'> {
  return sinks.length === 1 ? sinks[0]! : together(sinks);
}

function together(sinks: readonly AuditSink[]): Pick<AuditSink, 'isStrict' | 'admit' | 'write'> {
  return {
    isStrict: sinks.some(({ isStrict }) => isStrict),
    admit() {
      for (const sink of sinks) sink.admit?.();
    },
    write(event) {
      const waiting = sinks.map((sink) => sink.write(event)).filter((each) => each !== undefined);
      if (waiting.length > 0) return Promise.all(waiting).then(() => {});
    },
  };
}
