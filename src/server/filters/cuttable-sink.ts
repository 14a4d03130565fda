import type { BodySink } from '../../request/http.ts';

/** A sink that can be ended from this side: its writer is told what it is told when the peer goes away. */
export class CuttableSink implements BodySink {
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
