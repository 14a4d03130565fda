/** Events as lines of JSON in a file: what upstream's tools read. */
import { type FileHandle, open } from 'node:fs/promises';
import type { RecordedEvent } from '../../event.ts';
import type { AuditSink } from '../../sink.ts';

const OWNER_ONLY = 0o600;

export interface LogSinkPorts {
  /** Lines that could not be written. */
  onError(error: unknown, lost: number): void;
}

/** One write is under way while the next lines gather. */
export class LogSink implements AuditSink {
  readonly name = 'log';
  readonly #file: FileHandle;
  readonly #ports: LogSinkPorts;
  #gathering: string[] = [];
  #writing: Promise<void> | undefined;

  private constructor(file: FileHandle, ports: LogSinkPorts) {
    this.#file = file;
    this.#ports = ports;
  }

  static async open(path: string, ports: LogSinkPorts): Promise<LogSink> {
    return new LogSink(await open(path, 'a', OWNER_ONLY), ports);
  }

  write({ json }: RecordedEvent): void {
    this.#gathering.push(json);
    this.#writing ??= this.#drain();
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
  }

  async #drain(): Promise<void> {
    // What this turn of the event loop records goes out together.
    await new Promise(setImmediate);
    while (this.#gathering.length > 0) {
      const lines = this.#gathering;
      this.#gathering = [];
      try {
        await this.#file.appendFile(`${lines.join('\n')}\n`);
      } catch (error) {
        this.#ports.onError(error, lines.length);
      }
    }
    this.#writing = undefined;
  }
}
