import type { Clock } from '../../util/clock.ts';

export interface TlsReloadPorts<T> {
  /** What to serve with now: renewed when it nears its end, read again when its files were replaced. */
  load(): Promise<T>;
  apply(material: T): void;
  readonly clock: Pick<Clock, 'setTimeout'>;
  /** In milliseconds; default: a minute. */
  readonly interval?: number;
  onError(error: unknown): void;
}

/** How soon a certificate that was replaced on disk is served: kube-apiserver's interval. */
const INTERVAL = 60_000;

/**
 * Keeps certificates current for as long as the server runs. A failure leaves those in use.
 * @typeParam T JSON: what differs as text is applied
 */
export class TlsReload<T> {
  readonly #ports: TlsReloadPorts<T>;
  #current: string;
  #cancel: () => void = () => {};
  #stopped = false;
  #reloading: Promise<void> = Promise.resolve();

  constructor(current: T, ports: TlsReloadPorts<T>) {
    this.#ports = ports;
    this.#current = JSON.stringify(current);
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** Without waiting for the interval's end: a file is known to have changed. */
  now(): Promise<void> {
    this.#cancel();
    this.#reloading = this.#reloading.then(() => this.#reload());
    return this.#reloading;
  }

  #schedule(): void {
    this.#cancel();
    if (!this.#stopped)
      this.#cancel = this.#ports.clock.setTimeout(() => void this.now(), this.#ports.interval ?? INTERVAL);
  }

  async #reload(): Promise<void> {
    try {
      const loaded = await this.#ports.load();
      const text = JSON.stringify(loaded);
      if (!this.#stopped && text !== this.#current) {
        this.#ports.apply(loaded);
        this.#current = text;
      }
    } catch (error) {
      this.#ports.onError(error);
    }
    this.#schedule();
  }
}
