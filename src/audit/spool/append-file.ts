import { type FileHandle, open } from 'node:fs/promises';

const OWNER_ONLY = 0o600;
const NEWLINE = 10;
const CHUNK = 64 * 1024;

/** A file that grows by whole lines: an append that fails, or that a crash cuts short, leaves nothing behind. */
export class AppendFile {
  readonly handle: FileHandle;
  #size: number;
  #torn = false;

  private constructor(handle: FileHandle, size: number) {
    this.handle = handle;
    this.#size = size;
  }

  /** A last line without its end is cut off. */
  static async open(path: string): Promise<AppendFile> {
    // Appending, so that a file that another program has emptied goes on at its start.
    const handle = await open(path, 'a+', OWNER_ONLY);
    const { size } = await handle.stat();
    const whole = await wholeLines(handle, size);
    if (whole < size) await handle.truncate(whole);
    return new AppendFile(handle, whole);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * @param sync whether it must be on the disk itself
   * @throws an error of the file system; then none of it is in the file
   */
  async append(bytes: Buffer, sync: boolean): Promise<void> {
    if (this.#torn) await this.#cutBack();
    this.#torn = true;
    try {
      for (let done = 0; done < bytes.length; ) done += (await this.handle.write(bytes, done)).bytesWritten;
      if (sync) await this.handle.datasync();
    } catch (error) {
      await this.#cutBack().catch(() => {});
      throw error;
    }
    this.#torn = false;
    this.#size += bytes.length;
  }

  /** @param size as it is now @returns what another program has done to it */
  follow(size: number): 'cut' | 'grown' | undefined {
    const before = this.#size;
    if (this.#torn || size === before) return undefined;
    this.#size = size;
    return size < before ? 'cut' : 'grown';
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  async #cutBack(): Promise<void> {
    const { size } = await this.handle.stat();
    if (size > this.#size) await this.handle.truncate(this.#size);
    this.#torn = false;
  }
}

/** Where the last line break stands: looked for from the end. */
async function wholeLines(handle: FileHandle, size: number): Promise<number> {
  for (let end = size; end > 0; end -= CHUNK) {
    const start = Math.max(0, end - CHUNK);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(end - start), 0, end - start, start);
    const at = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (at >= 0) return start + at + 1;
  }
  return 0;
}
