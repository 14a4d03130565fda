/** A short text that outlives the process, and that is written again and again. */
import { type FileHandle, open } from 'node:fs/promises';

const OWNER_ONLY = 0o600;
/** Less than a disk writes at once. */
const BYTES = 256;

/**
 * Its room on disk is taken once: it can be written when the disk is full. What is saved while a write is under way
 * is written by the next one, the last text alone.
 */
export class Slot {
  readonly #file: FileHandle;
  #text: string;
  #next: { readonly text: string; readonly saved: Promise<void> } | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, text: string) {
    this.#file = file;
    this.#text = text;
  }

  static async open(path: string): Promise<Slot> {
    const file = await open(path, 'a+', OWNER_ONLY).then((made) => made.close().then(() => open(path, 'r+')));
    const { buffer, bytesRead } = await file.read(Buffer.alloc(BYTES), 0, BYTES, 0);
    const slot = new Slot(file, buffer.toString('utf8', 0, bytesRead).trimEnd());
    if (bytesRead < BYTES) await slot.save(slot.text);
    return slot;
  }

  get text(): string {
    return this.#text;
  }

  /** @param text at most 255 ASCII characters @throws an error of the file system */
  save(text: string): Promise<void> {
    this.#text = text;
    if (this.#next) this.#next = { ...this.#next, text };
    else {
      const saved = this.#writing.catch(() => {}).then(() => this.#write());
      this.#next = { text, saved };
      this.#writing = saved;
    }
    return this.#next.saved;
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => {});
    await this.#file.close();
  }

  async #write(): Promise<void> {
    const { text } = this.#next!;
    this.#next = undefined;
    await this.#file.write(Buffer.from(`${text.padEnd(BYTES - 1)}\n`), 0, BYTES, 0);
  }
}
