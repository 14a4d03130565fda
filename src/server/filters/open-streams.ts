/** Streamed answers under way, so that those of a credential end with it. */
import type { BodyStream } from '../../request/http.ts';
import type { Clock } from '../../util/clock.ts';
import { Turns } from '../../util/turns.ts';
import { CuttableSink } from './cuttable-sink.ts';

const LONGEST_TIMER = 2 ** 31 - 1;

/** Why a stream was ended from this side: `invalid` is a credential whose account, pod or secret has gone. */
export type Ending = 'revoked' | 'invalid' | 'expired';

export interface OpenStreamsPorts<Owner> {
  /** Asked when a stream opens, and by `sweep`. */
  isRevoked(owner: Owner): boolean;
  /** Keys of all that can make the owner's credential invalid. */
  basesOf(owner: Owner): readonly string[];
  /** Asked of owners that have bases, when a stream opens and by `review`. Must not throw. */
  isValid(owner: Owner): boolean | Promise<boolean>;
  /** Until when the owner may read, in milliseconds; undefined: for ever. */
  endsAt(owner: Owner): number | undefined;
  /** Told of streams that were ended, at least one. */
  onEnded(why: Ending, count: number): void;
  readonly clock: Clock;
}

interface OpenStream<Owner> {
  readonly owner: Owner;
  readonly bases: readonly string[];
  readonly sink: CuttableSink;
  cancelTimer(): void;
}

/** @typeParam Owner whose a stream is */
export class OpenStreams<Owner> {
  readonly #open = new Set<OpenStream<Owner>>();
  /** Of those that are open, by what they rest on: a change costs what depends on it. */
  readonly #byBasis = new Map<string, Set<OpenStream<Owner>>>();
  /** Bases that have changed and whose streams have not been looked at since. */
  readonly #changed = new Set<string>();
  readonly #ports: OpenStreamsPorts<Owner>;
  #isReviewing = false;

  constructor(ports: OpenStreamsPorts<Owner>) {
    this.#ports = ports;
  }

  get size(): number {
    return this.#open.size;
  }

  /** @returns the body, which from now on can be ended */
  own(owner: Owner, body: BodyStream): BodyStream {
    return async (inner) => {
      const { isRevoked, basesOf, isValid } = this.#ports;
      const bases = basesOf(owner);
      const stream = { owner, bases, sink: new CuttableSink(inner), cancelTimer: () => {} };
      this.#add(stream);
      try {
        // Between the request and its stream there may have been time.
        if (isRevoked(owner) || (bases.length > 0 && !(await isValid(owner)))) return;
        this.#setTimer(stream);
        await body(stream.sink);
      } finally {
        this.#remove(stream);
      }
    };
  }

  /** Ends the streams of all whose credential is revoked. */
  sweep(): void {
    const ended = [...this.#open].filter((stream) => this.#ports.isRevoked(stream.owner) && this.#cut(stream));
    this.#tell('revoked', ended.length);
  }

  /** Soon ends the streams that rest on what has changed and whose credential is no longer valid. */
  review(basis: string): void {
    if (!this.#byBasis.has(basis)) return;
    this.#changed.add(basis);
    if (!this.#isReviewing) void this.#reviewChanged();
  }

  async #reviewChanged(): Promise<void> {
    this.#isReviewing = true;
    const turns = new Turns();
    // First of all, so that many changes of one tick are one.
    await turns.next();
    for (const basis of this.#changed) {
      this.#changed.delete(basis);
      for (const stream of [...(this.#byBasis.get(basis) ?? [])]) {
        if (turns.isOver) await turns.next();
        this.#judge(stream);
      }
    }
    this.#isReviewing = false;
  }

  /** Nobody waits for one whose judgement takes time. */
  #judge(stream: OpenStream<Owner>): void {
    const found = this.#ports.isValid(stream.owner);
    if (found instanceof Promise) void found.then((isValid) => this.#conclude(stream, isValid));
    else this.#conclude(stream, found);
  }

  #conclude(stream: OpenStream<Owner>, isValid: boolean): void {
    if (!isValid) this.#tell('invalid', Number(this.#cut(stream)));
    // What it rests on may have been told to go later.
    else if (this.#open.has(stream)) this.#setTimer(stream);
  }

  #setTimer(stream: OpenStream<Owner>): void {
    const { clock, endsAt } = this.#ports;
    stream.cancelTimer();
    const end = endsAt(stream.owner);
    if (end === undefined) return;
    const wait = () => {
      const left = end - clock.now();
      if (left <= 0) this.#tell('expired', Number(this.#cut(stream)));
      else stream.cancelTimer = clock.setTimeout(wait, Math.min(left, LONGEST_TIMER));
    };
    wait();
  }

  #add(stream: OpenStream<Owner>): void {
    this.#open.add(stream);
    for (const basis of stream.bases) {
      const resting = this.#byBasis.get(basis);
      if (resting) resting.add(stream);
      else this.#byBasis.set(basis, new Set([stream]));
    }
  }

  #remove(stream: OpenStream<Owner>): void {
    stream.cancelTimer();
    this.#open.delete(stream);
    for (const basis of stream.bases) {
      const resting = this.#byBasis.get(basis);
      resting?.delete(stream);
      if (resting?.size === 0) this.#byBasis.delete(basis);
    }
  }

  /** @returns whether it was open until now */
  #cut(stream: OpenStream<Owner>): boolean {
    const wasOpen = this.#open.delete(stream);
    if (wasOpen) stream.sink.cut();
    return wasOpen;
  }

  #tell(why: Ending, count: number): void {
    if (count > 0) this.#ports.onEnded(why, count);
  }
}
