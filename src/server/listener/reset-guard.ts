import { constants, type ServerHttp2Session } from 'node:http2';
import type { ListenerLimits } from './limits.ts';

/**
 * Counts the requests of one HTTP/2 connection that ended unanswered, because the client reset them or provoked a reset,
 * and closes the connection of a client that makes a habit of it (rapid reset: CVE-2023-44487, CVE-2023-39325).
 */
export class ResetGuard {
  readonly #session: ServerHttp2Session;
  readonly #limits: ListenerLimits;
  readonly #now: () => number;
  #windowStart = 0;
  #resets = 0;

  constructor(session: ServerHttp2Session, limits: ListenerLimits, now: () => number) {
    this.#session = session;
    this.#limits = limits;
    this.#now = now;
  }

  count(): void {
    const now = this.#now();
    if (now - this.#windowStart >= this.#limits.resetWindow) {
      this.#windowStart = now;
      this.#resets = 0;
    }
    if (++this.#resets > this.#limits.maxResets && !this.#session.destroyed) {
      this.#session.destroy(new Error('too many requests were reset'), constants.NGHTTP2_ENHANCE_YOUR_CALM);
    }
  }
}
