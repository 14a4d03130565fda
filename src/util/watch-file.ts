import { readFile, stat } from 'node:fs/promises';
import type { Clock } from './clock.ts';

export interface FileWatchPorts {
  readonly clock: Pick<Clock, 'setTimeout'>;
  /** The file's new content, once each. When it rejects, the same content is given again after a minute. */
  onChange(content: Buffer): void | Promise<void>;
  /** The file cannot be read (told once as long as the reason stays the same), or `onChange` failed. */
  onError(error: unknown): void;
}

/** Administrators wait for what they have just changed; a look costs one system call. */
const INTERVAL = 1000;
const RETRY_INTERVAL = 60_000;

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
  #complaint = '';
  #stopped = false;
  #cancel = () => {};

  constructor(path: string, content: Buffer, ports: FileWatchPorts) {
    this.#path = path;
    this.#content = content;
    this.#ports = ports;
    this.#schedule(INTERVAL);
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #schedule(milliseconds: number): void {
    if (!this.#stopped) this.#cancel = this.#ports.clock.setTimeout(() => void this.#look(), milliseconds);
  }

  async #look(): Promise<void> {
    const changed = await this.#changed();
    this.#schedule(changed === undefined || (await this.#tell(changed)) ? INTERVAL : RETRY_INTERVAL);
  }

  async #changed(): Promise<Buffer | undefined> {
    try {
      // Before the content: a change in between is seen by the next look.
      const version = await versionOf(this.#path);
      if (version === this.#version) return undefined;
      const content = await readFile(this.#path);
      this.#version = version;
      this.#complaint = '';
      return content.equals(this.#content) ? undefined : content;
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

  /** @returns whether it was taken */
  async #tell(content: Buffer): Promise<boolean> {
    if (this.#stopped) return true;
    try {
      await this.#ports.onChange(content);
      this.#content = content;
      return true;
    } catch (error) {
      if (!this.#stopped) this.#ports.onError(error);
      this.#version = undefined;
      return false;
    }
  }
}

async function versionOf(path: string): Promise<string> {
  const { ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join();
}
