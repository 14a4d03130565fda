/** What is written to a log from now on, over its rotations. */
import { type FileHandle, open, stat } from 'node:fs/promises';

const CHUNK = 256 * 1024;
const INTERVAL = 250;
const NEWLINE = 10;

export interface FollowPorts {
  /** Resolves later. */
  pause(milliseconds: number): Promise<void>;
  readonly signal: AbortSignal;
}

/** @param start bytes that have been read */
export async function* follow(path: string, start: number, ports: FollowPorts): AsyncGenerator<readonly Buffer[]> {
  let tail = new Tail(await open(path, 'r'), start);
  try {
    while (!ports.signal.aborted) {
      // Before the rest is read: what is written to the old file after this is written before it is replaced.
      const isReplaced = await tail.isReplacedAt(path);
      await tail.followBack();
      for (let lines = await tail.read(); lines; lines = await tail.read()) yield lines;
      if (isReplaced) {
        await tail.close();
        tail = new Tail(await open(path, 'r'), 0);
      } else await ports.pause(INTERVAL);
    }
  } finally {
    await tail.close();
  }
}

class Tail {
  readonly #file: FileHandle;
  #at: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(file: FileHandle, at: number) {
    this.#file = file;
    this.#at = at;
  }

  async isReplacedAt(path: string): Promise<boolean> {
    const there = await stat(path).catch(() => undefined);
    return there !== undefined && there.ino !== (await this.#file.stat()).ino;
  }

  /** Another program has emptied it (copytruncate): it goes on at its start. */
  async followBack(): Promise<void> {
    if ((await this.#file.stat()).size >= this.#at) return;
    this.#at = 0;
    this.#rest = Buffer.alloc(0);
  }

  /** @returns undefined at the end */
  async read(): Promise<Buffer[] | undefined> {
    const { buffer, bytesRead } = await this.#file.read(Buffer.alloc(CHUNK), 0, CHUNK, this.#at);
    if (bytesRead === 0) return undefined;
    this.#at += bytesRead;
    const bytes = Buffer.concat([this.#rest, buffer.subarray(0, bytesRead)]);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    this.#rest = bytes.subarray(end);
    return end === 0 ? [] : split(bytes.subarray(0, end - 1));
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

function split(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    lines.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return [...lines, bytes.subarray(start)];
}
