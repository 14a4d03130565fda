import type { Clock } from '../../util/clock.ts';
import type { TlsMaterial } from '../listener/listener.ts';

export interface TlsReloadPorts {
  /** What to serve with now: renewed when it nears its end, read again when its files were replaced. */
  load(): Promise<TlsMaterial>;
  apply(tls: TlsMaterial): void;
  readonly clock: Pick<Clock, 'setTimeout'>;
  onError(error: unknown): void;
}

/** How soon a certificate that was replaced on disk is served: kube-apiserver's interval. */
const INTERVAL = 60_000;

/** Keeps the serving certificate current for as long as the server runs. A failure leaves the one in use. */
export class TlsReload {
  readonly #ports: TlsReloadPorts;
  #current: TlsMaterial;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(current: TlsMaterial, ports: TlsReloadPorts) {
    this.#current = current;
    this.#ports = ports;
    this.#schedule();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #schedule(): void {
    if (!this.#stopped) this.#cancel = this.#ports.clock.setTimeout(() => void this.#reload(), INTERVAL);
  }

  async #reload(): Promise<void> {
    try {
      const loaded = await this.#ports.load();
      if (!this.#stopped && JSON.stringify(loaded) !== JSON.stringify(this.#current)) {
        this.#ports.apply(loaded);
        this.#current = loaded;
      }
    } catch (error) {
      this.#ports.onError(error);
    }
    this.#schedule();
  }
}
