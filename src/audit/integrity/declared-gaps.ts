import type { AuditEvent } from '../event.ts';
import { GAP_BYTES } from '../sinks/gap.ts';

export interface DeclaredMissing {
  readonly gaps: number;
  /** In all of them. */
  readonly events: number;
  /** Ends of a process that may have cost events, nobody knows how many. */
  readonly unknown: number;
}

const KEY = 'allium.dev/audit-gap-count';
const NEEDLE = Buffer.from(`"${KEY}":"`);

/** No honest log has as many; a made-up one is not worth the memory. */
const MOST = 100_000;
const COUNT = /^(\d{1,15}|unknown)$/;

/** What records themselves declare missing: each gap once, however often it is said. */
export class DeclaredGaps {
  /** By the ids of their events. */
  readonly #counts = new Map<string, string>();

  add(record: Buffer): void {
    if (record.length > GAP_BYTES || !record.includes(NEEDLE)) return;
    const event = eventIn(record);
    const count = event?.annotations?.[KEY];
    // Threat: a client may bring an object with such an annotation; a request has a verb.
    if (this.#counts.size < MOST && event?.verb === '' && count !== undefined && COUNT.test(count))
      this.#counts.set(event.auditID, count);
  }

  get missing(): DeclaredMissing {
    const counts = [...this.#counts.values()];
    const known = counts.filter((count) => count !== 'unknown');
    const events = known.reduce((sum, count) => sum + Number(count), 0);
    return { gaps: known.length, events, unknown: counts.length - known.length };
  }
}

/** @returns undefined where it was changed until it is no JSON; that is found elsewhere */
function eventIn(record: Buffer): AuditEvent | undefined {
  try {
    return JSON.parse(record.toString()) as AuditEvent;
  } catch {
    return undefined;
  }
}
