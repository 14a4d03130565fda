/**
 * Takes events for one backend. They wait in memory, no more of them than is allowed, for the moment that it takes to
 * store them; what finds no place is counted, and the count is said in the stream as soon as there is room.
 */
import { internalError } from '../../api/status.ts';
import type { Clock } from '../../util/clock.ts';
import type { RecordedEvent } from '../event.ts';
import type { AuditSink } from '../sink.ts';
import type { Slot } from '../spool/slot.ts';
import type { Batch } from './batch.ts';
import { BatchQueue } from './batch-queue.ts';
import { GAP_BYTES, type Gap, gapEvent, NO_GAP, unknownGapEvent, widen } from './gap.ts';
import type { LineSealer } from './line-sealer.ts';
import type { LineStore } from './line-store.ts';
import { type DeclaredGap, formatMissing, type Missing } from './missing.ts';
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
  readonly lost: Pick<Slot, 'save' | 'close'>;
  /** What the process before this one has not told. */
  readonly missing: Missing;
  /** The number of the record that was stored last. */
  lastStored(): number;
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
  /** Events that found no place, and that no line speaks of. */
  #gap: Gap;
  /** What is said by one line at a time, and is not stored yet; its line may still have to be made. */
  #declared: DeclaredGap | undefined;
  #isSaying = false;
  #running: Promise<void> | undefined;
  #failing = false;
  /** Whether anything is remembered that must be forgotten once it is stored. */
  #isIndebted = false;
  #closing = false;
  #stopLooking: (() => void) | undefined;

  constructor(options: IntakeOptions, ports: IntakePorts) {
    this.name = options.name;
    this.#options = options;
    this.#ports = ports;
    this.#queue = new BatchQueue(options.mostTogether, ports.sealer.growth);
    this.#writer = new Writer({
      ...ports,
      onFailure: (error) => this.#failed(error),
      onNewFile: () => this.#remember(),
    });
    this.#gap = ports.missing.open;
    this.#declared = ports.missing.declared;
    if (this.#gap.count > 0 || this.#declared) this.#look();
  }

  /** To be waited for before anything is written: resolves when what the last process has not told is remembered as ours. */
  async open(): Promise<void> {
    await this.#remember();
    const { missing, newId, clock } = this.#ports;
    if (missing.running) this.note(unknownGapEvent(newId(), clock.now()));
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
    throw internalError(
      `failed to store audit event: the backend ${name} takes no more, and what cannot be recorded is not done`,
    );
  }

  write({ json }: RecordedEvent): void | Promise<void> {
    const size = Buffer.byteLength(json) + 1;
    if (!this.#fits(size + GAP_BYTES)) return this.#drop();
    this.#declare();
    const batch = this.#queue.push(json, size, this.#ports.clock.now(), this.#failing);
    this.#ports.on('taken');
    this.#running ??= this.#drain();
    // Nobody waits for a store that fails: that its events are missing is remembered instead.
    const stored = this.#failing ? this.#remember() : batch.tried.promise;
    return this.#isWaitedFor ? stored : undefined;
  }

  /** A line that is no event: nobody misses it where it finds no place. */
  note(json: string): void {
    if (!this.#fits(Buffer.byteLength(json) + 1)) return;
    this.#queue.note(json, this.#ports.clock.now(), false);
    this.#running ??= this.#drain();
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#stopLooking?.();
    this.#writer.stop();
    this.#queue.first?.close();
    // One line at a time: what is said, and then what came after it.
    do {
      await this.#running;
      this.#declare();
    } while (this.#running && !this.#failing);
    if (!this.#failing) await this.#writer.finish();
    await this.#remember(false);
    await this.#ports.store.close();
    await this.#ports.lost.close();
  }

  #fits(size: number): boolean {
    const { lines, bytes } = this.#queue;
    const { sealer, store } = this.#ports;
    return lines < this.#options.mostEvents && bytes + size + sealer.growth <= Math.min(MOST_BYTES, store.room);
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
    return this.#isWaitedFor ? remembered : undefined;
  }

  get #isWaitedFor(): boolean {
    return this.#options.mode !== 'batch';
  }

  /** Says what is missing, where there is room to. */
  #declare(): void {
    if (this.#isSaying || !(this.#declared || this.#gap.count > 0) || !this.#fits(GAP_BYTES)) return;
    if (!this.#declared) {
      this.#declared = { id: this.#ports.newId(), gap: this.#gap };
      this.#gap = NO_GAP;
    }
    const { id, gap } = this.#declared;
    const now = this.#ports.clock.now();
    this.#isSaying = true;
    this.#queue.note(gapEvent(gap, id, now), now, true);
    this.#running ??= this.#drain();
  }

  #look(): void {
    this.#stopLooking ??= this.#ports.clock.setTimeout(() => {
      this.#stopLooking = undefined;
      this.#declare();
      if ((this.#gap.count > 0 || this.#declared) && !this.#closing) this.#look();
    }, LOOK_MILLISECONDS);
  }

  /** Never rejects: what cannot even be remembered is told to people. */
  #remember(isOpen = true): Promise<void> {
    const { lost, lastStored, onError } = this.#ports;
    const { held } = this.#queue;
    const missing = { declared: this.#declared, open: this.#gap, held: held && { ...held, after: lastStored() } };
    const running = isOpen && !this.#isWaitedFor;
    this.#isIndebted = formatMissing({ ...missing, running: false }) !== '';
    return lost.save(formatMissing({ ...missing, running })).catch(onError);
  }

  async #drain(): Promise<void> {
    // What this turn of the event loop records goes out together.
    await new Promise(setImmediate);
    for (let batch = this.#queue.first; batch; batch = this.#queue.first) {
      await this.#gather(batch);
      // What the line says must be remembered as said before it may be stored: it is not to be said as something else.
      if (batch.declares) await this.#remember();
      if (!(await this.#writer.write(batch))) return;
      await this.#stored(batch);
    }
    this.#running = undefined;
  }

  async #stored(batch: Batch): Promise<void> {
    this.#queue.shift();
    this.#failing = false;
    if (batch.declares) {
      this.#declared = undefined;
      this.#isSaying = false;
    }
    if (this.#isIndebted) await this.#remember();
    batch.tried.resolve();
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
    this.#queue.hold();
    void this.#remember().then(() => this.#queue.release());
  }
}
