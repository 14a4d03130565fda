import { StatusError } from '../api/status.ts';
import type { ApiClient } from '../client/client.ts';
import type { Clock } from '../util/clock.ts';
import type { Objects } from './objects.ts';

/** Brings the cluster from how it is to how it should be, for as long as it runs. */
export interface Controller {
  /** As upstream calls it. */
  readonly name: string;
  /** Resolves once what others may rely on from the first moment is in place. */
  start(): void | Promise<void>;
  /** Resolves when what was under way has ended. */
  stop(): Promise<void>;
}

export interface ControllerLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface ControllerPorts {
  readonly objects: Objects;
  /** Writes under the controller's own name. */
  readonly client: ApiClient;
  readonly clock: Clock;
  readonly log: ControllerLog;
}

/** For work queues: tells of failures. Lost races are no news, they are run again. */
export function logFailures(name: string, log: ControllerLog): (key: unknown, error: unknown) => void {
  return (key, error) => {
    if (hasReason(error, 'Conflict')) return;
    log.warn(`${name} failed and tries again`, { key, error: error instanceof Error ? error.message : String(error) });
  };
}

export function hasReason(error: unknown, ...reasons: readonly StatusError['reason'][]): boolean {
  return error instanceof StatusError && reasons.includes(error.reason);
}

/** The namespace was marked for deletion meanwhile: nothing comes into it any more. */
export function isNamespaceTerminating(error: unknown): boolean {
  const causes = error instanceof StatusError ? error.details?.causes : undefined;
  return causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;
}

/** For work on an object that may go by itself meanwhile. */
export async function unlessGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!hasReason(error, 'NotFound')) throw error;
  }
}
