/** Streamed answers under way, so that those of a credential can be ended when it is revoked, and when it expires. */
import type { BodySink, BodyStream } from '../../request/http.ts';
import type { Clock } from '../../util/clock.ts';

const LONGEST_TIMER = 2 ** 31 - 1;

/** A sink that can be ended from this side: its writer is told what it is told when the peer goes away. */
class CuttableSink implements BodySink {
  readonly #inner: BodySink;
  /** Of writers that wait for the peer. */
  readonly #waiting = new Set<() => void>();
  #listeners: (() => void)[] = [];
  #isCut = false;

  constructor(inner: BodySink) {
    this.#inner = inner;
  }

  get closed(): boolean {
    return this.#isCut || this.#inner.closed;
  }

  write(chunk: Uint8Array): boolean {
    return this.#isCut || this.#inner.write(chunk);
  }

  drained(): Promise<void> {
    if (this.#isCut) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      const forget = () => this.#waiting.delete(resolve);
      this.#inner.drained().finally(forget).then(resolve, reject);
    });
  }

  onClose(listener: () => void): void {
    if (this.#isCut) {
      listener();
      return;
    }
    this.#listeners.push(listener);
    this.#inner.onClose(() => this.#announce());
  }

  cut(): void {
    this.#isCut = true;
    for (const resolve of this.#waiting) resolve();
    this.#announce();
  }

  #announce(): void {
    for (const listener of this.#listeners.splice(0)) listener();
  }
}

interface OpenStream<Owner> {
  readonly owner: Owner;
  readonly sink: CuttableSink;
}

export interface OpenStreamsPorts<Owner> {
  /** Whether the owner may not read on; asked when a stream opens, and by `sweep`. */
  mustEnd(owner: Owner): boolean;
  /** Until when the owner may read, in milliseconds; undefined: for ever. */
  endsAt(owner: Owner): number | undefined;
  readonly clock: Clock;
}

/** @typeParam Owner whose a stream is */
export class OpenStreams<Owner> {
  readonly #open = new Set<OpenStream<Owner>>();
  readonly #ports: OpenStreamsPorts<Owner>;

  constructor(ports: OpenStreamsPorts<Owner>) {
    this.#ports = ports;
  }

  get size(): number {
    return this.#open.size;
  }

  /** @returns the body, which from now on can be ended */
  own(owner: Owner, body: BodyStream): BodyStream {
    return async (inner) => {
      // Between the request and its stream there may have been time.
      if (this.#ports.mustEnd(owner)) return;
      const stream = { owner, sink: new CuttableSink(inner) };
      this.#open.add(stream);
      const cancel = this.#cutInTime(stream);
      try {
        await body(stream.sink);
      } finally {
        cancel();
        this.#open.delete(stream);
      }
    };
  }

  /** Ends the streams of all who may not read on. @returns how many */
  sweep(): number {
    const ending = [...this.#open].filter(({ owner }) => this.#ports.mustEnd(owner));
    for (const { sink } of ending) sink.cut();
    return ending.length;
  }

  /** @returns cancels */
  #cutInTime({ owner, sink }: OpenStream<Owner>): () => void {
    const { clock, endsAt } = this.#ports;
    const end = endsAt(owner);
    if (end === undefined) return () => {};
    let cancel = () => {};
    const wait = () => {
      const left = end - clock.now();
      if (left <= 0) sink.cut();
      else cancel = clock.setTimeout(wait, Math.min(left, LONGEST_TIMER));
    };
    wait();
    return () => cancel();
  }
}
