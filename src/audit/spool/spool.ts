/**
 * Events on disk between those who record them and a backend that is slow or away. They are kept in segments, of which
 * the delivered ones are removed; what is delivered is remembered, so that the next process goes on where this one
 * ended. What was delivered and not remembered is delivered again: at least once, in order.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateDirectory } from '../../util/make-directory.ts';
import type { LineStore } from '../sinks/line-store.ts';
import { AppendFile } from './append-file.ts';
import { countLines } from './count-lines.ts';
import { formatPosition, type Position, parsePosition } from './position.ts';
import { readLines } from './read-lines.ts';
import { findSegments, removeSegment, segmentPath } from './segment.ts';
import { Slot } from './slot.ts';

export interface SpoolOptions {
  readonly directory: string;
  readonly maxBytes: number;
  /** Whether what is appended must be on the disk itself. */
  readonly sync: boolean;
}

export interface Delivery {
  readonly lines: readonly string[];
  readonly end: Position;
}

const SEGMENTS = 16;
/** Kept free for the line that ends a chain, and for what is remembered beside the lines. */
const RESERVED = 2048;
const LARGEST_SEGMENT = 16 * 1024 * 1024;
const MOST_READ = 1024 * 1024;

export class Spool implements LineStore {
  readonly #options: SpoolOptions;
  readonly #cursor: Slot;
  /**
   * Whether what has been delivered from it is not there: the machine failed before it was on the disk, and what came
   * after it may be gone as well.
   */
  readonly isShort: boolean;
  /** By their numbers, in order, the newest last. */
  readonly #sizes = new Map<number, number>();
  #newest: AppendFile;
  #position: Position;
  #waiting: number;
  #bytes = 0;
  #newestNumber = 0;
  #awaited: { readonly waiting: number; readonly tell: () => void } | undefined;

  private constructor(options: SpoolOptions, cursor: Slot, found: Found) {
    this.#options = options;
    this.#cursor = cursor;
    this.isShort = found.isShort;
    this.#newest = found.newest;
    this.#position = found.position;
    this.#waiting = found.waiting;
    for (const [number, size] of found.sizes) this.#grow(number, size);
  }

  /** @throws an error of the file system */
  static async open(options: SpoolOptions): Promise<Spool> {
    makePrivateDirectory(options.directory);
    const cursor = await Slot.open(join(options.directory, 'delivered'));
    const found = await recover(options.directory, parsePosition(cursor.text));
    if (found.isShort) await cursor.save(formatPosition(found.position));
    return new Spool(options, cursor, found);
  }

  get capacity(): number {
    return this.#options.maxBytes;
  }

  get room(): number {
    return this.capacity - RESERVED - this.bytes;
  }

  /** On disk, delivered ones of unfinished segments included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Events that are not delivered yet. */
  get waiting(): number {
    return this.#waiting;
  }

  async append(lines: Buffer, count: number): Promise<void> {
    const segmentBytes = Math.min(LARGEST_SEGMENT, this.capacity / SEGMENTS);
    const isFull = this.#newest.size >= segmentBytes;
    if (isFull) await this.#begin();
    await this.#newest.append(lines, this.#options.sync);
    this.#grow(this.#newestNumber, this.#newest.size);
    this.#waiting += count;
    if (isFull) await this.#removeDelivered();
    if (this.#awaited && this.#waiting >= this.#awaited.waiting) this.#tell();
  }

  /** Calls once when so many events wait. One caller at a time. */
  onceWaiting(waiting: number, tell: () => void): void {
    this.#awaited = { waiting, tell };
  }

  /** Its files, the newest first. There is always one with the line that was written last, delivered or not. */
  get files(): readonly string[] {
    return [...this.#sizes.keys()].reverse().map((segment) => segmentPath(this.#options.directory, segment));
  }

  /** The oldest events that are not delivered; undefined: there are none. */
  async read(most: number, mostBytes = MOST_READ): Promise<Delivery | undefined> {
    for (const [segment, size] of this.#sizes) {
      const offset = segment === this.#position.segment ? this.#position.offset : 0;
      if (offset >= size) continue;
      const bounds = { lines: most, bytes: Math.min(mostBytes, MOST_READ) };
      const { lines, end } = await readLines(segmentPath(this.#options.directory, segment), offset, size, bounds);
      return { lines, end: { segment, offset: end } };
    }
    this.#waiting = 0;
    return undefined;
  }

  /** What `read` gave has been delivered. */
  async delivered({ lines, end }: Delivery): Promise<void> {
    this.#position = end;
    this.#waiting -= lines.length;
    await this.#cursor.save(formatPosition(end));
    await this.#removeDelivered();
  }

  /** Nothing more comes. What is there can still be delivered. */
  close(): Promise<void> {
    return this.#newest.close();
  }

  /** Nothing more is delivered. */
  closeDelivery(): Promise<void> {
    return this.#cursor.close();
  }

  #tell(): void {
    const { tell } = this.#awaited!;
    this.#awaited = undefined;
    tell();
  }

  #grow(segment: number, size: number): void {
    this.#bytes += size - (this.#sizes.get(segment) ?? 0);
    this.#sizes.set(segment, size);
    this.#newestNumber = segment;
  }

  async #begin(): Promise<void> {
    const number = this.#newestNumber + 1;
    const next = await AppendFile.open(segmentPath(this.#options.directory, number));
    await this.#newest.close();
    this.#newest = next;
    this.#grow(number, 0);
  }

  async #removeDelivered(): Promise<void> {
    const { segment, offset } = this.#position;
    // The line that was written last stays: the next start goes on behind it.
    const kept = this.#newest.size > 0 ? 1 : 2;
    for (const [number, size] of [...this.#sizes].slice(0, -kept)) {
      if (number > segment || (number === segment && offset < size)) return;
      if (!this.#sizes.delete(number)) continue;
      this.#bytes -= size;
      await removeSegment(this.#options.directory, number);
    }
  }
}

interface Found {
  readonly newest: AppendFile;
  readonly position: Position;
  readonly sizes: ReadonlyMap<number, number>;
  readonly waiting: number;
  readonly isShort: boolean;
}

async function recover(directory: string, delivered: Position | undefined): Promise<Found> {
  const found = await findSegments(directory);
  const whole = delivered && (await within(delivered, directory, found));
  const isShort = delivered !== whole;
  const last = Math.max(found.at(-1) ?? 0, delivered?.segment ?? 0);
  // Numbers are never used twice, and no place: one in what is gone must not be one in what comes.
  const numbers = isShort || found.length === 0 ? [...found, last + 1] : found;
  const newest = await AppendFile.open(segmentPath(directory, numbers.at(-1)!));
  const position = whole ?? { segment: isShort ? last + 1 : numbers[0]!, offset: 0 };
  const sizes = new Map<number, number>();
  let waiting = 0;
  for (const number of numbers) {
    const path = segmentPath(directory, number);
    const { size } = await stat(path);
    sizes.set(number, size);
    if (number < position.segment) continue;
    waiting += await countLines(path, number === position.segment ? Math.min(position.offset, size) : 0);
  }
  return { newest, position, sizes, waiting, isShort };
}

/**
 * What was delivered is remembered at once, what is written reaches the disk when the system likes.
 * @returns the same, or where what is left of its segment ends; undefined: nothing is left of any
 */
async function within(delivered: Position, directory: string, found: readonly number[]): Promise<Position | undefined> {
  const { segment, offset } = delivered;
  if (segment > (found.at(-1) ?? 0)) return undefined;
  if (!found.includes(segment)) return delivered;
  const { size } = await stat(segmentPath(directory, segment));
  return size < offset ? { segment, offset: size } : delivered;
}
