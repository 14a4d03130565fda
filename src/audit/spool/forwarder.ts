/** Brings what is in a spool to a backend: in order, batch by batch, each until it has arrived. */
import type { Clock } from '../../util/clock.ts';
import type { Throttle } from '../../util/throttle.ts';
import { Nap } from './nap.ts';
import type { Spool } from './spool.ts';

export interface Backend {
  /**
   * Events, as lines of JSON.
   * @throws when they have not arrived, or when nobody can say whether they have: the same are sent again
   */
  send(lines: readonly string[]): Promise<void>;
  /** Whether an error of `send` says that these events are too large together, or one alone, now and ever. */
  isTooLarge?(error: unknown): boolean;
  /** Ends what is under way. */
  close(): void | Promise<void>;
}

export interface ForwarderOptions {
  readonly mostTogether: number;
  /** Of the events that are sent together, a single one that is larger excepted; undefined: what is read at once. */
  readonly mostBytes: number | undefined;
  /** How long events wait for others to go with, in milliseconds. */
  readonly longestWait: number;
  /** Of the first repetition, in milliseconds; it doubles from there. */
  readonly firstBackoff: number;
  readonly throttle: Throttle | undefined;
}

export interface ForwarderPorts {
  readonly spool: Spool;
  readonly backend: Backend;
  readonly clock: Clock;
  /** Between 0 and 1. */
  random(): number;
  /** An attempt failed; the events are not lost. */
  onFailure(error: unknown): void;
  /** The backend does not take an event for its size. Resolves when that it is missing is remembered. */
  onGivenUp(): Promise<void>;
}

const LONGEST_BACKOFF = 30_000;
/** Each wait is longer by up to this part of itself, so that servers that lost the same backend do not return at once. */
const JITTER = 0.2;
/** What the end of the server waits for: what is not delivered by then stays in the spool. */
const GRACE_MILLISECONDS = 3000;

export class Forwarder {
  readonly #options: ForwarderOptions;
  readonly #ports: ForwarderPorts;
  readonly #nap: Nap;
  readonly #running: Promise<void>;
  /** Nothing comes any more: what is there is delivered without waiting for more, and without trying again. */
  #isEnding = false;
  #isAbandoned = false;

  constructor(options: ForwarderOptions, ports: ForwarderPorts) {
    this.#options = options;
    this.#ports = ports;
    this.#nap = new Nap(ports.clock);
    this.#running = this.#run();
  }

  /** Resolves when all is delivered, or when that takes too long. */
  async close(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const cancel = this.#ports.clock.setTimeout(resolve, GRACE_MILLISECONDS);
    this.#isEnding = true;
    this.#nap.wake();
    await Promise.race([this.#running, late]);
    cancel();
    this.#isAbandoned = true;
    await this.#ports.backend.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (await this.#gather()) {
      if (!(await this.#insist(() => this.#deliver()))) return;
    }
  }

  /** @returns whether there is something to deliver; if not, nothing more will come */
  async #gather(): Promise<boolean> {
    const { mostTogether, longestWait, throttle } = this.#options;
    while (this.#ports.spool.waiting === 0) {
      if (this.#isEnding) return false;
      await this.#napUntil(1);
    }
    if (longestWait > 0) await this.#napUntil(mostTogether, longestWait);
    const pause = throttle?.take() ?? 0;
    if (pause > 0 && !this.#isEnding) await this.#nap.take(pause);
    return !this.#isAbandoned;
  }

  async #napUntil(waiting: number, atLongest?: number): Promise<void> {
    const { spool } = this.#ports;
    if (this.#isEnding || spool.waiting >= waiting) return;
    spool.onceWaiting(waiting, () => this.#nap.wake());
    await this.#nap.take(atLongest);
  }

  async #deliver(): Promise<void> {
    const { spool } = this.#ports;
    const { mostTogether, mostBytes } = this.#options;
    for (let most = mostTogether; ; most = Math.ceil(most / 2)) {
      const batch = await spool.read(most, mostBytes);
      if (!batch) return;
      const count = batch.lines.length;
      const isSmallEnough = await this.#send(batch.lines);
      if (!isSmallEnough && count === 1) await this.#ports.onGivenUp();
      if (isSmallEnough || count === 1) return spool.delivered(batch);
      most = count;
    }
  }

  /** @returns whether it has arrived; if not, it is too large */
  async #send(lines: readonly string[]): Promise<boolean> {
    const { backend, onFailure } = this.#ports;
    try {
      await backend.send(lines);
      return true;
    } catch (error) {
      if (!backend.isTooLarge?.(error)) throw error;
      onFailure(error);
      return false;
    }
  }

  /** @returns whether it was done; if not, it is not wanted any more */
  async #insist(attempt: () => Promise<void>): Promise<boolean> {
    for (let wait = this.#options.firstBackoff; ; wait = Math.min(wait * 2, LONGEST_BACKOFF)) {
      try {
        await attempt();
        return true;
      } catch (error) {
        this.#ports.onFailure(error);
      }
      if (this.#isEnding) return false;
      await this.#nap.take(wait * (1 + this.#ports.random() * JITTER));
    }
  }
}
