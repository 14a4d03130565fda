/** Events that wait in memory to be stored, in batches. The first batch may be on its way. */
import { Batch } from './batch.ts';
import { NO_GAP, widen } from './gap.ts';
import type { Held } from './missing.ts';

/** Beyond this, lines are not written together: sealing and encoding them must not hold up requests. */
const MOST_BYTES = 256 * 1024;

export interface BatchBounds {
  readonly mostTogether: number;
  readonly mostBatchBytes?: number | undefined;
}

export class BatchQueue {
  readonly #mostTogether: number;
  readonly #mostBytes: number;
  readonly #growth: number;
  readonly #batches: Batch[] = [];
  #lines = 0;
  #bytes = 0;

  /** @param growth by how many bytes a line grows when it is written, at most */
  constructor({ mostTogether, mostBatchBytes = MOST_BYTES }: BatchBounds, growth: number) {
    this.#mostTogether = mostTogether;
    this.#mostBytes = Math.min(mostBatchBytes, MOST_BYTES);
    this.#growth = growth;
  }

  get lines(): number {
    return this.#lines;
  }

  /** No fewer than will be written. */
  get bytes(): number {
    return this.#bytes + this.#lines * this.#growth;
  }

  get first(): Batch | undefined {
    return this.#batches[0];
  }

  /** @param isHeld whether no request waits for it @returns the batch that the line is in */
  push(line: string, size: number, now: number, isHeld: boolean): Batch {
    if ((this.#batches.at(-1)?.bytes ?? 0) + size > this.#mostBytes) this.#batches.at(-1)?.close();
    const batch = this.#open(now, isHeld);
    batch.push(line, size, now);
    this.#count(1, size);
    if (batch.lines.length >= this.#mostTogether) batch.close();
    return batch;
  }

  /** A line that is no event: the first of a batch. @param declares whether it says what is missing */
  note(line: string, now: number, declares: boolean): void {
    const size = Buffer.byteLength(line) + 1;
    this.#batches.at(-1)?.close();
    this.#open(now, false).note(line, size, declares);
    this.#count(1, size);
  }

  shift(): void {
    const batch = this.#batches.shift()!;
    this.#count(-batch.lines.length, -batch.bytes);
  }

  /** No request is to wait for any of them. */
  hold(): void {
    for (const batch of this.#batches) batch.isHeld = true;
  }

  /** Whoever waits for one of them has waited long enough. */
  release(): void {
    for (const batch of this.#batches) batch.tried.resolve(false);
  }

  /** The events that no request waits for. */
  get held(): Omit<Held, 'after'> | undefined {
    const held = this.#batches.filter((batch) => batch.isHeld);
    const gap = held.reduce((all, batch) => widen(all, batch.events), NO_GAP);
    const [first] = this.#batches;
    return gap.count === 0 ? undefined : { gap, lead: first!.lines.length - first!.events.count };
  }

  #open(now: number, isHeld: boolean): Batch {
    const last = this.#batches.at(-1);
    if (last && !last.isClosed && last.isHeld === isHeld) return last;
    last?.close();
    const batch = new Batch(now);
    batch.isHeld = isHeld;
    this.#batches.push(batch);
    return batch;
  }

  #count(lines: number, bytes: number): void {
    this.#lines += lines;
    this.#bytes += bytes;
  }
}
