/**
 * Takes events for one backend. They wait in memory, no more of them than is allowed, for the moment that it takes to
 * store them; what finds no place is counted, and the count is said in the stream as soon as there is room.
 */
import { serviceUnavailable } from '../../api/status.ts';
import type { Clock } from '../../util/clock.ts';
import type { RecordedEvent } from '../event.ts';
import type { AuditSink } from '../sink.ts';
import type { Slot } from '../spool/slot.ts';
import type { Batch } from './batch.ts';
import { BatchQueue } from './batch-queue.ts';
import { formatGap, GAP_BYTES, type Gap, gapEvent, NO_GAP, parseGap, widen } from './gap.ts';
import type { LineSealer } from './line-sealer.ts';
import type { LineStore } from './line-store.ts';
import type { AuditMode } from './mode.ts';
import { Writer } from './writer.ts';

export interface IntakeOptions {
  readonly name: string;
  readonly mode: AuditMode;
  /** How many events may wait in memory. */
  readonly mostEvents: number;
  /** How many events are written together, and how long the first of them waits for the others, in milliseconds. */
  readonly mostTogether: number;
  readonly longestWait: number;
}

/** What became of events, and of requests. */
export type IntakeEvent = 'taken' | 'dropped' | 'failed' | 'rejected';

export interface IntakePorts {
  readonly store: LineStore;
  readonly sealer: LineSealer;
  /** Remembers what is missing, should the process end before that is told. */
  readonly lost: Slot;
  readonly clock: Clock;
  newId(): string;
  on(what: IntakeEvent): void;
  onError(error: unknown): void;
}

const MOST_BYTES = 16 * 1024 * 1024;
/** In strict mode, what is kept free for requests that were let in before. */
const HEADROOM = 0.1;
/** How soon it is looked again whether there is room to say what is missing. */
const LOOK_MILLISECONDS = 1000;

export class Intake implements AuditSink {
  readonly name: string;
  readonly #options: IntakeOptions;
  readonly #ports: IntakePorts;
  readonly #queue: BatchQueue;
  readonly #writer: Writer;
  #gap: Gap;
  #running: Promise<void> | undefined;
  #failing = false;
  #closing = false;
  #stopLooking: (() => void) | undefined;

  constructor(options: IntakeOptions, ports: IntakePorts) {
    this.name = options.name;
    this.#options = options;
    this.#ports = ports;
    this.#queue = new BatchQueue(options.mostTogether);
    this.#writer = new Writer({ ...ports, onFailure: (error) => this.#failed(error) });
    this.#gap = parseGap(ports.lost.text);
    if (this.#gap.count > 0) this.#look();
  }

  /** Why events are lost, or requests refused; undefined: neither is the case. */
  get trouble(): string | undefined {
    if (this.#failing) return 'events cannot be stored';
    return this.#gap.count > 0 || this.#isNarrow ? 'as many events wait as may' : undefined;
  }

  get isStrict(): boolean {
    return this.#options.mode === 'blocking-strict';
  }

  /** Events in memory. */
  get waiting(): number {
    return this.#queue.lines;
  }

  admit(): void {
    if (!this.isStrict || !(this.#failing || this.#isNarrow)) return;
    this.#ports.on('rejected');
    const name = JSON.stringify(this.name);
    throw serviceUnavailable(`the audit backend ${name} takes no more events, and what cannot be recorded is not done`);
  }

  write({ json }: RecordedEvent): void | Promise<void> {
    const size = Buffer.byteLength(json) + 1;
    if (!this.#fits(size + GAP_BYTES)) return this.#drop();
    this.#declare();
    const batch = this.#queue.push(json, size, this.#ports.clock.now());
    this.#ports.on('taken');
    this.#running ??= this.#drain();
    if (this.#options.mode === 'batch') return undefined;
    // Nobody waits for a store that fails: that its events are missing is remembered instead.
    return this.#failing ? this.#remember() : batch.tried.promise;
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#stopLooking?.();
    this.#writer.stop();
    this.#queue.first?.close();
    await this.#running;
    this.#declare();
    await this.#running;
    if (!this.#failing) await this.#writer.finish();
    await this.#remember();
    await this.#ports.store.close();
    await this.#ports.lost.close();
  }

  #fits(size: number): boolean {
    const { lines, bytes } = this.#queue;
    return lines < this.#options.mostEvents && bytes + size <= Math.min(MOST_BYTES, this.#ports.store.room);
  }

  get #isNarrow(): boolean {
    const { lines, bytes } = this.#queue;
    const { room, capacity } = this.#ports.store;
    const isShort = (left: number, of: number) => left < of * HEADROOM;
    return (
      isShort(this.#options.mostEvents - lines, this.#options.mostEvents) ||
      isShort(MOST_BYTES - bytes, MOST_BYTES) ||
      isShort(room - bytes, capacity)
    );
  }

  #drop(): void | Promise<void> {
    const now = this.#ports.clock.now();
    this.#gap = widen(this.#gap, { count: 1, first: now, last: now });
    this.#ports.on('dropped');
    this.#look();
    const remembered = this.#remember();
    return this.#options.mode === 'batch' ? undefined : remembered;
  }

  /** Says what is missing, where there is room to. */
  #declare(): void {
    if (this.#gap.count === 0 || !this.#fits(GAP_BYTES)) return;
    const now = this.#ports.clock.now();
    const gap = this.#gap;
    this.#gap = NO_GAP;
    this.#queue.declare(gap, gapEvent(gap, this.#ports.newId(), now), now);
    this.#running ??= this.#drain();
  }

  #look(): void {
    this.#stopLooking ??= this.#ports.clock.setTimeout(() => {
      this.#stopLooking = undefined;
      this.#declare();
      if (this.#gap.count > 0 && !this.#closing) this.#look();
    }, LOOK_MILLISECONDS);
  }

  /** Never rejects: what cannot even be remembered is told to people. */
  #remember(): Promise<void> {
    const { lost, onError } = this.#ports;
    const gap = widen(this.#gap, this.#failing ? this.#queue.asGap : this.#queue.declared);
    return lost.save(formatGap(gap)).catch(onError);
  }

  async #drain(): Promise<void> {
    // What this turn of the event loop records goes out together.
    await new Promise(setImmediate);
    for (let batch = this.#queue.first; batch; batch = this.#queue.first) {
      await this.#gather(batch);
      if (!(await this.#writer.write(batch))) return;
      this.#queue.shift();
      if (this.#failing || batch.declared.count > 0) await this.#recovered();
      batch.tried.resolve();
    }
    this.#running = undefined;
  }

  async #gather(batch: Batch): Promise<void> {
    const { mode, longestWait } = this.#options;
    if (mode === 'batch' && longestWait > 0 && !batch.isClosed && !this.#closing) {
      const cancel = this.#ports.clock.setTimeout(() => batch.close(), longestWait);
      await batch.closed.promise;
      cancel();
    }
    batch.close();
  }

  #failed(error: unknown): void {
    this.#failing = true;
    this.#ports.on('failed');
    this.#ports.onError(error);
    void this.#remember().then(() => this.#queue.release());
  }

  #recovered(): Promise<void> {
    this.#failing = false;
    return this.#remember();
  }
}
