import { type Gap, NO_GAP, widen } from './gap.ts';

/** Beyond this, lines are not written together: sealing and encoding them must not hold up requests. */
const MOST_BYTES = 256 * 1024;

/** Lines that are written together. */
export class Batch {
  readonly lines: string[] = [];
  /** Resolves when it is stored, or cannot be as yet. */
  readonly tried = Promise.withResolvers<void>();
  readonly closed = Promise.withResolvers<void>();
  readonly #since: number;
  #until: number;
  #bytes = 0;
  #events = 0;
  #isClosed = false;
  #declared: Gap = NO_GAP;

  /** @param now wall clock, in milliseconds */
  constructor(now: number) {
    this.#since = now;
    this.#until = now;
  }

  /** With the lines' breaks. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Nothing is added any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** What one of its lines declares, and is not told anywhere before that line is written. */
  get declared(): Gap {
    return this.#declared;
  }

  /** What would be missing if it were never written. */
  get asGap(): Gap {
    return widen(this.#declared, { count: this.#events, first: this.#since, last: this.#until });
  }

  isFull(mostLines: number): boolean {
    return this.lines.length >= mostLines || this.#bytes >= MOST_BYTES;
  }

  push(line: string, size: number, now: number): void {
    this.lines.push(line);
    this.#bytes += size;
    this.#events += 1;
    this.#until = now;
  }

  declare(gap: Gap, line: string, size: number): void {
    this.lines.push(line);
    this.#bytes += size;
    this.#declared = gap;
  }

  close(): void {
    this.#isClosed = true;
    this.closed.resolve();
  }
}
