import type { CacheEvent } from './cache-event.ts';

export interface RingLimits {
  readonly maxEvents: number;
  readonly maxAgeMilliseconds: number;
  /** Of the objects' JSON; parsed, and in frames of other formats, they take a few times that. */
  readonly maxBytes: number;
}

/** The newest events, numbered in sequence. Bounded by count, age and size. */
export class EventRing {
  readonly #limits: RingLimits;
  /** From `#head` on; what lies before it is dropped in one go now and then. */
  #events: { readonly event: CacheEvent; readonly at: number }[] = [];
  #head = 0;
  #dropped = 0;
  #floor: number;
  #bytes = 0;

  /** @param floor events after this revision will be pushed */
  constructor(limits: RingLimits, floor: number) {
    this.#limits = limits;
    this.#floor = floor;
  }

  /** All events after this revision are here. */
  get floor(): number {
    return this.#floor;
  }

  /** The sequence number of the oldest event. */
  get first(): number {
    return this.#dropped + this.#head;
  }

  /** The sequence number that the next event will have. */
  get end(): number {
    return this.#dropped + this.#events.length;
  }

  at(sequence: number): CacheEvent {
    return this.#events[sequence - this.#dropped]!.event;
  }

  /** The sequence number of the first event after a revision. */
  after(revision: number): number {
    let low = this.first;
    let high = this.end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.at(middle).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  push(event: CacheEvent, now: number): void {
    this.#events.push({ event, at: now });
    this.#bytes += event.current.bytes.length;
  }

  /** Drops what is too much or too old. */
  trim(now: number): void {
    const { maxEvents, maxAgeMilliseconds, maxBytes } = this.#limits;
    for (; this.first < this.end; this.#head++) {
      const { event, at } = this.#events[this.#head]!;
      if (this.end - this.first <= maxEvents && now - at <= maxAgeMilliseconds && this.#bytes <= maxBytes) break;
      this.#floor = event.revision;
      this.#bytes -= event.current.bytes.length;
    }
    if (this.#head <= this.#events.length / 2) return;
    this.#events = this.#events.slice(this.#head);
    this.#dropped += this.#head;
    this.#head = 0;
  }
}
