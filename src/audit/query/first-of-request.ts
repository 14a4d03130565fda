import type { AuditEvent } from '../event.ts';

/** Threat: watches that never end must not take all memory; of so many, the oldest may be told twice. */
const MOST_OPEN = 10_000;

/** Tells a request once, when its answer begins: a watch may go on for hours, and its end may never be written. */
export class FirstOfRequest {
  readonly #open = new Set<string>();

  isNew({ auditID, stage }: AuditEvent): boolean {
    if (stage !== 'ResponseStarted') return !this.#open.delete(auditID);
    const [oldest] = this.#open;
    if (this.#open.size === MOST_OPEN) this.#open.delete(oldest!);
    this.#open.add(auditID);
    return true;
  }
}
