/** Events that wait in memory to be stored, in batches. The first batch may be on its way. */
import { Batch } from './batch.ts';
import { type Gap, NO_GAP, widen } from './gap.ts';

export class BatchQueue {
  readonly #mostTogether: number;
  readonly #batches: Batch[] = [];
  #lines = 0;
  #bytes = 0;

  constructor(mostTogether: number) {
    this.#mostTogether = mostTogether;
  }

  get lines(): number {
    return this.#lines;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get first(): Batch | undefined {
    return this.#batches[0];
  }

  /** @returns the batch that the line is in */
  push(line: string, size: number, now: number): Batch {
    const batch = this.#open(now);
    batch.push(line, size, now);
    this.#count(1, size);
    if (batch.isFull(this.#mostTogether)) batch.close();
    return batch;
  }

  /** A line that says what is missing. */
  declare(gap: Gap, line: string, now: number): void {
    const size = Buffer.byteLength(line) + 1;
    // A batch of its own: what it declares is told when it is written.
    this.#batches.at(-1)?.close();
    this.#open(now).declare(gap, line, size);
    this.#count(1, size);
  }

  shift(): void {
    const batch = this.#batches.shift()!;
    this.#count(-batch.lines.length, -batch.bytes);
  }

  /** Whoever waits for one of them has waited long enough. */
  release(): void {
    for (const batch of this.#batches) batch.tried.resolve();
  }

  /** What is declared by lines that are not written yet. */
  get declared(): Gap {
    return this.#batches.reduce((gap, batch) => widen(gap, batch.declared), NO_GAP);
  }

  /** What would be missing if nothing of it were ever written. */
  get asGap(): Gap {
    return this.#batches.reduce((gap, batch) => widen(gap, batch.asGap), NO_GAP);
  }

  #open(now: number): Batch {
    const last = this.#batches.at(-1);
    if (last && !last.isClosed) return last;
    const batch = new Batch(now);
    this.#batches.push(batch);
    return batch;
  }

  #count(lines: number, bytes: number): void {
    this.#lines += lines;
    this.#bytes += bytes;
  }
}
