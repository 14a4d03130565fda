/**
 * Takes events for one backend. They wait in memory, no more of them than is allowed, for the moment that it takes to
 * store them. What does not fit goes without its objects; what finds no place even so is counted as missing.
 */
import { internalError, type StatusError } from '../../api/status.ts';
import type { Clock } from '../../util/clock.ts';
import type { Throttle } from '../../util/throttle.ts';
import type { RecordedEvent } from '../event.ts';
import type { AuditSink } from '../sink.ts';
import { Nap } from '../spool/nap.ts';
import type { Batch } from './batch.ts';
import { BatchQueue } from './batch-queue.ts';
import { GAP_BYTES, unknownGapEvent } from './gap.ts';
import { GapKeeper, type GapPorts } from './gap-keeper.ts';
import type { LineSealer } from './line-sealer.ts';
import type { LineStore } from './line-store.ts';
import type { Missing } from './missing.ts';
import type { AuditMode } from './mode.ts';
import { Room } from './room.ts';
import { Writer } from './writer.ts';

export interface IntakeOptions {
  readonly name: string;
  readonly mode: AuditMode;
  /** How many events may wait in memory. */
  readonly mostEvents: number;
  /** How many events are written together, and how long the first of them waits for the others, in milliseconds. */
  readonly mostTogether: number;
  readonly longestWait: number;
  /** In mode `batch`: how often batches are written; absent: as often as there are any. */
  readonly throttle?: Throttle | undefined;
  /** Events of more bytes go without their objects; absent: those that find no room with them. */
  readonly mostEventBytes?: number | undefined;
  /** Of the events that are written together. */
  readonly mostBatchBytes?: number | undefined;
}

/** What became of events. */
export type IntakeEvent = 'taken' | 'truncated' | 'dropped' | 'failed';

export interface IntakePorts extends Pick<GapPorts, 'lost' | 'clock' | 'newId' | 'onError'> {
  readonly store: LineStore;
  readonly sealer: LineSealer;
  /** What the process before this one has not told. */
  readonly missing: Missing;
  readonly clock: Clock;
  /** The number of the record that was stored last. */
  lastStored(): number;
  on(what: IntakeEvent): void;
}

export class Intake implements AuditSink {
  readonly name: string;
  readonly #options: IntakeOptions;
  readonly #ports: IntakePorts;
  readonly #queue: BatchQueue;
  readonly #room: Room;
  readonly #gaps: GapKeeper;
  readonly #writer: Writer;
  readonly #nap: Nap;
  #running: Promise<void> | undefined;
  #failing = false;
  #closing = false;

  constructor(options: IntakeOptions, ports: IntakePorts) {
    const { store, sealer, missing, lastStored } = ports;
    this.name = options.name;
    this.#options = options;
    this.#ports = ports;
    this.#queue = new BatchQueue(options, sealer.growth);
    this.#room = new Room(this.#queue, store, options.mostEvents, sealer.growth);
    this.#gaps = new GapKeeper(missing, {
      ...ports,
      held: () => this.#queue.held && { ...this.#queue.held, after: lastStored() },
      isUncertain: !this.#isWaitedFor,
      onLook: () => this.#declare(),
    });
    this.#nap = new Nap(ports.clock);
    this.#writer = new Writer({
      ...ports,
      onFailure: (error) => this.#failed(error),
      onNewFile: () => this.#gaps.remember(),
    });
  }

  /** To be waited for before anything is written: resolves when what the last process has not told is remembered as ours. */
  async open(): Promise<void> {
    await this.#gaps.remember();
    const { missing, newId, clock } = this.#ports;
    if (missing.running) this.note(unknownGapEvent(newId(), clock.now()));
  }

  /** Why events are lost, or requests refused; undefined: neither is the case. */
  get trouble(): string | undefined {
    if (this.#failing) return 'events cannot be stored';
    return this.#gaps.isOpen || this.#room.isNarrow ? 'as many events wait as may' : undefined;
  }

  get isStrict(): boolean {
    return this.#options.mode === 'blocking-strict';
  }

  /** Events in memory. */
  get waiting(): number {
    return this.#queue.lines;
  }

  admit(): void {
    if (!this.isStrict || !(this.#failing || this.#room.isNarrow)) return;
    throw this.#refusal();
  }

  write(event: RecordedEvent): void | Promise<void> {
    const json = this.#fitting(event);
    const size = sizeOf(json);
    if (!this.#room.fits(size + GAP_BYTES)) return this.#waitFor(this.#drop(), event);
    this.#declare();
    const batch = this.#queue.push(json, size, this.#ports.clock.now(), this.#failing);
    this.#ports.on('taken');
    this.#running ??= this.#drain();
    // Nobody waits for a store that fails: that its events are missing is remembered instead.
    return this.#waitFor(this.#failing ? this.#gaps.remember() : batch.tried.promise, event);
  }

  /** A line that is no event: nobody misses it where it finds no place. */
  note(json: string): void {
    if (!this.#room.fits(sizeOf(json))) return;
    this.#queue.note(json, this.#ports.clock.now(), false);
    this.#running ??= this.#drain();
  }

  /** Behind the store, an event that was taken is lost. Resolves when that is remembered. @throws when it cannot be any more */
  async lose(): Promise<void> {
    if (this.#closing) throw new Error('what is missing is not noted any more: the server ends');
    await this.#drop();
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#gaps.stop();
    this.#writer.stop();
    this.#queue.first?.close();
    this.#nap.wake();
    // One line at a time: what is said, and then what came after it.
    do {
      await this.#running;
      this.#declare();
    } while (this.#running && !this.#failing);
    if (!this.#failing) await this.#writer.finish();
    await this.#gaps.remember(false);
    await this.#ports.store.close();
    await this.#gaps.close();
  }

  /** Threat: who could make an event too large for its place would leave no trace; who, what and when stay. */
  #fitting({ json, truncated }: RecordedEvent): string {
    if (!truncated) return json;
    const size = sizeOf(json);
    const { mostEventBytes = Number.POSITIVE_INFINITY } = this.#options;
    if (size <= mostEventBytes && this.#room.fitsWell(size + GAP_BYTES)) return json;
    this.#ports.on('truncated');
    return truncated();
  }

  #drop(): Promise<void> {
    this.#ports.on('dropped');
    return this.#gaps.lose();
  }

  /** @param tried resolves with true when the event is stored */
  #waitFor(tried: Promise<boolean | void>, { stage }: RecordedEvent): Promise<void> | undefined {
    if (!this.#isWaitedFor) return undefined;
    const mustBeStored = this.isStrict && stage === 'RequestReceived';
    return tried.then((isStored) => {
      if (mustBeStored && isStored !== true) throw this.#refusal();
    });
  }

  #refusal(): StatusError {
    const name = JSON.stringify(this.name);
    return internalError(
      `failed to store audit event: the backend ${name} takes no more, and what cannot be recorded is not done`,
    );
  }

  get #isWaitedFor(): boolean {
    return this.#options.mode !== 'batch';
  }

  /** Says what is missing, where there is room to. */
  #declare(): void {
    const line = this.#room.fits(GAP_BYTES) ? this.#gaps.declare() : undefined;
    if (line === undefined) return;
    this.#queue.note(line, this.#ports.clock.now(), true);
    this.#running ??= this.#drain();
  }

  async #drain(): Promise<void> {
    // What this turn of the event loop records goes out together.
    await new Promise(setImmediate);
    for (let batch = this.#queue.first; batch; batch = this.#queue.first) {
      await this.#gather(batch);
      // What the line says must be remembered as said before it may be stored: it is not to be said as something else.
      if (batch.declares) await this.#gaps.remember();
      if (!(await this.#writer.write(batch))) return;
      await this.#stored(batch);
    }
    this.#running = undefined;
  }

  async #stored(batch: Batch): Promise<void> {
    this.#queue.shift();
    this.#failing = false;
    await this.#gaps.stored(batch.declares);
    batch.tried.resolve(true);
  }

  async #gather(batch: Batch): Promise<void> {
    const { mode, longestWait, throttle } = this.#options;
    if (mode === 'batch' && !this.#closing) {
      await this.#waitForOthers(batch, longestWait);
      const pause = throttle?.take() ?? 0;
      if (pause > 0 && !this.#closing) await this.#nap.take(pause);
    }
    batch.close();
  }

  async #waitForOthers(batch: Batch, longestWait: number): Promise<void> {
    if (longestWait === 0 || batch.isClosed) return;
    const cancel = this.#ports.clock.setTimeout(() => batch.close(), longestWait);
    await batch.closed.promise;
    cancel();
  }

  #failed(error: unknown): void {
    this.#failing = true;
    this.#ports.on('failed');
    this.#ports.onError(error);
    this.#queue.hold();
    void this.#gaps.remember().then(() => this.#queue.release());
  }
}

/** With the line's break. */
function sizeOf(json: string): number {
  return Buffer.byteLength(json) + 1;
}
