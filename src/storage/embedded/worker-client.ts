import type { Worker } from 'node:worker_threads';
import { StorageError } from '../errors.ts';
import type { Calls, Method, Request, Response } from './protocol.ts';
import { startStorageThread } from './thread.ts';

interface Pending {
  resolve(answer: any): void;
  reject(error: Error): void;
}

/** Calls the storage worker. Its answers come in the order of the calls. */
export class WorkerClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #calls = 0;
  #ended: StorageError | undefined;

  constructor(thread: Worker = startStorageThread()) {
    this.#worker = thread;
    thread.ref();
    this.#worker.on('message', (response: Response) => this.#settle(response));
    this.#worker.on('error', (error) => this.#end(`ended by an error: ${error.message}`));
    this.#worker.on('exit', () => this.#end('ended'));
  }

  call<M extends Method>(method: M, argument: Calls[M][0], transfer: ArrayBuffer[] = []): Promise<Calls[M][1]> {
    if (this.#ended) return Promise.reject(this.#ended);
    const request: Request<M> = { call: this.#calls++, method, argument };
    return new Promise((resolve, reject) => {
      this.#pending.set(request.call, { resolve, reject });
      this.#worker.postMessage(request, transfer);
    });
  }

  /** Ends the worker whatever it is doing. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(response: Response): void {
    const { resolve, reject } = this.#pending.get(response.call)!;
    this.#pending.delete(response.call);
    if ('answer' in response) resolve(response.answer);
    else reject(new StorageError(response.error.code, response.error.message));
  }

  #end(how: string): void {
    this.#ended ??= new StorageError('unavailable', `the storage thread has ${how}; restart the server`);
    for (const { reject } of this.#pending.values()) reject(this.#ended);
    this.#pending.clear();
  }
}
