import { type Gap, NO_GAP } from './gap.ts';

/** Lines that are written together. */
export class Batch {
  readonly lines: string[] = [];
  /** Resolves when it is stored (true), or cannot be as yet. */
  readonly tried = Promise.withResolvers<boolean>();
  readonly closed = Promise.withResolvers<void>();
  /** No request waits for it: the store fails. */
  isHeld = false;
  readonly #since: number;
  #until: number;
  #bytes = 0;
  #events = 0;
  #isClosed = false;
  #declares = false;

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

  /** Whether its first line says what is missing. */
  get declares(): boolean {
    return this.#declares;
  }

  /** Its events, the first line being none of them where it declares. */
  get events(): Gap {
    return this.#events === 0 ? NO_GAP : { count: this.#events, first: this.#since, last: this.#until };
  }

  push(line: string, size: number, now: number): void {
    this.lines.push(line);
    this.#bytes += size;
    this.#events += 1;
    this.#until = now;
  }

  /** A line that is no event: the first of a batch. */
  note(line: string, size: number, declares: boolean): void {
    this.lines.push(line);
    this.#bytes += size;
    this.#declares = declares;
  }

  close(): void {
    this.#isClosed = true;
    this.closed.resolve();
  }
}
