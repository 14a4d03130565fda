/** The file of the log backend: another begins when it is full. */
import { stat } from 'node:fs/promises';
import type { Clock } from '../../../util/clock.ts';
import { AppendFile } from '../../spool/append-file.ts';
import type { LineStore } from '../line-store.ts';
import { putAside, type Retention, tidyBackups } from './backups.ts';
import { lockLog } from './lock.ts';

/** When lines must be on the disk itself. `batch`: within a second; `always`: before they count as stored. */
export const FSYNC_POLICIES = ['never', 'batch', 'always'] as const;
export type FsyncPolicy = (typeof FSYNC_POLICIES)[number];

export interface LogFileOptions extends Retention {
  readonly path: string;
  readonly maxBytes: number;
  readonly fsync: FsyncPolicy;
}

export interface LogFilePorts {
  readonly clock: Clock;
  /** What does not keep lines from being written: they cannot be synchronized, old files cannot be removed. */
  onError(error: unknown): void;
  /** Somebody else has done something to the file. */
  onTouched(touch: Touch): void;
  /** A file that was put aside is removed, as the settings ask for it: what it recorded is gone. */
  onRemoved(path: string): void;
}

/**
 * `moved`: it has another name now, as after logrotate; `removed`: what was in it is lost;
 * `cut`, `grown`: it is shorter, or longer, than what was written.
 */
export const TOUCHES = ['moved', 'removed', 'cut', 'grown'] as const;
export type Touch = (typeof TOUCHES)[number];

const SYNC_MILLISECONDS = 1000;
/** How soon it is seen that another program has moved the file away. */
const LOOK_MILLISECONDS = 1000;

export class LogFile implements LineStore {
  readonly room = Number.POSITIVE_INFINITY;
  readonly capacity = Number.POSITIVE_INFINITY;
  readonly #options: LogFileOptions;
  readonly #ports: LogFilePorts;
  readonly #unlock: () => void;
  #file: AppendFile;
  #lookedAt: number;
  #tidying: Promise<void>;
  #cancelSync: (() => void) | undefined;
  #syncing: Promise<void> | undefined;

  private constructor(file: AppendFile, unlock: () => void, options: LogFileOptions, ports: LogFilePorts) {
    this.#unlock = unlock;
    this.#file = file;
    this.#options = options;
    this.#ports = ports;
    this.#lookedAt = ports.clock.now();
    this.#tidying = this.#tidy();
  }

  /** @throws an error of the file system; another process writes it */
  static async open(options: LogFileOptions, ports: LogFilePorts): Promise<LogFile> {
    const unlock = lockLog(options.path);
    try {
      return new LogFile(await AppendFile.open(options.path), unlock, options, ports);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  isDue(bytes: number): boolean {
    return this.#file.size > 0 && this.#file.size + bytes > this.#options.maxBytes;
  }

  async next(): Promise<void> {
    const { path } = this.#options;
    const { clock, onError } = this.#ports;
    await putAside(path, clock.now());
    await this.#reopen();
    this.#tidying = this.#tidying.then(() => this.#tidy()).catch(onError);
  }

  async append(lines: Buffer): Promise<void> {
    await this.#follow();
    const { fsync } = this.#options;
    await this.#file.append(lines, fsync === 'always');
    if (fsync === 'batch') this.#syncSoon();
  }

  async close(): Promise<void> {
    this.#cancelSync?.();
    await this.#syncing;
    await this.#tidying;
    if (this.#options.fsync !== 'never') await this.#file.handle.datasync().catch(this.#ports.onError);
    await this.#file.close();
    this.#unlock();
  }

  /** Into the file that has the name: logrotate moves it away, and expects another. */
  async #follow(): Promise<void> {
    const now = this.#ports.clock.now();
    if (Math.abs(now - this.#lookedAt) < LOOK_MILLISECONDS) return;
    this.#lookedAt = now;
    const [ours, named] = await Promise.all([
      this.#file.handle.stat(),
      stat(this.#options.path).catch(() => undefined),
    ]);
    const isOurs = ours.ino === named?.ino && ours.dev === named.dev;
    const touch = isOurs ? this.#file.follow(named.size) : ours.nlink === 0 ? 'removed' : 'moved';
    if (touch) this.#ports.onTouched(touch);
    if (!isOurs) await this.#reopen();
  }

  async #reopen(): Promise<void> {
    const next = await AppendFile.open(this.#options.path);
    const ended = this.#file;
    this.#file = next;
    this.#cancelSync?.();
    this.#cancelSync = undefined;
    await this.#syncing;
    if (this.#options.fsync !== 'never') await ended.handle.datasync().catch(this.#ports.onError);
    await ended.close();
  }

  #syncSoon(): void {
    this.#cancelSync ??= this.#ports.clock.setTimeout(() => {
      this.#cancelSync = undefined;
      this.#syncing = this.#file.handle.datasync().catch(this.#ports.onError);
    }, SYNC_MILLISECONDS);
  }

  async #tidy(): Promise<void> {
    const { path } = this.#options;
    const { clock, onError, onRemoved } = this.#ports;
    await tidyBackups(path, this.#options, clock.now(), onRemoved).catch(onError);
  }
}
