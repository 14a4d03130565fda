import { readFile, stat } from 'node:fs/promises';
import type { Clock } from './clock.ts';

export interface FileWatchPorts {
  readonly clock: Pick<Clock, 'setTimeout'>;
  /** The file's new content, once each. When it rejects: another at once, the same again after a minute. */
  onChange(content: Buffer): void | Promise<void>;
  /** The file cannot be read (told once as long as the reason stays the same), or `onChange` failed. */
  onError(error: unknown): void;
}

/** Administrators wait for what they have just changed; a look costs one system call. */
const INTERVAL = 1000;
/** After how many looks a content that was not taken is given again. */
const LOOKS_BEFORE_RETRY = 60;

/**
 * Tells when the content of a file changes, however it is replaced: written in place, renamed over, or by a symbolic
 * link that is turned to another folder (as mounted ConfigMaps are). Looks instead of subscribing, because
 * notifications miss the last of these.
 * @param content what it held when it was read first
 */
export function watchFile(path: string, content: Buffer, ports: FileWatchPorts): FileWatch {
  return new FileWatch(path, content, ports);
}

export class FileWatch {
  readonly #path: string;
  readonly #ports: FileWatchPorts;
  #content: Buffer;
  #version: string | undefined;
  /** The content that was not taken. */
  #refused: Buffer | undefined;
  #looksBeforeRetry = 0;
  #complaint = '';
  #stopped = false;
  #cancel = () => {};

  constructor(path: string, content: Buffer, ports: FileWatchPorts) {
    this.#path = path;
    this.#content = content;
    this.#ports = ports;
    this.#schedule();
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #schedule(): void {
    if (!this.#stopped) this.#cancel = this.#ports.clock.setTimeout(() => void this.#look(), INTERVAL);
  }

  async #look(): Promise<void> {
    if (this.#refused && --this.#looksBeforeRetry <= 0) this.#forgetRefusal();
    const changed = await this.#changed();
    if (changed) await this.#tell(changed);
    this.#schedule();
  }

  #forgetRefusal(): void {
    this.#refused = undefined;
    this.#version = undefined;
  }

  async #changed(): Promise<Buffer | undefined> {
    try {
      // Before the content: a change in between is seen by the next look.
      const version = await versionOf(this.#path);
      if (version === this.#version) return undefined;
      const content = await readFile(this.#path);
      this.#version = version;
      this.#complaint = '';
      return content.equals(this.#content) || this.#refused?.equals(content) ? undefined : content;
    } catch (error) {
      this.#complain(error);
      return undefined;
    }
  }

  #complain(error: unknown): void {
    const complaint = String(error);
    if (complaint !== this.#complaint && !this.#stopped) this.#ports.onError(error);
    this.#complaint = complaint;
    this.#version = undefined;
  }

  async #tell(content: Buffer): Promise<void> {
    if (this.#stopped) return;
    this.#refused = undefined;
    try {
      await this.#ports.onChange(content);
      this.#content = content;
    } catch (error) {
      if (!this.#stopped) this.#ports.onError(error);
      this.#refused = content;
      this.#looksBeforeRetry = LOOKS_BEFORE_RETRY;
    }
  }
}

async function versionOf(path: string): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join();
}
