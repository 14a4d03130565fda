/** Processes of the benchmark: each answers calls over IPC, so that server and load never share an event loop. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export type Procedures = Readonly<Record<string, (argument: any) => unknown>>;

interface Call {
  readonly id: number;
  readonly name: string;
  readonly argument: unknown;
}
interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/** In the child: answers calls until the parent goes. */
export function answerCalls(procedures: Procedures): void {
  process.on('message', async ({ id, name, argument }: Call) => {
    try {
      process.send!({ id, result: await procedures[name]!(argument) } satisfies Reply);
    } catch (error) {
      process.send!({ id, error: (error as Error).stack ?? String(error) } satisfies Reply);
    }
  });
  process.once('disconnect', () => process.exit());
}

type Result<P extends Procedures, K extends keyof P> = Promise<Awaited<ReturnType<P[K]>>>;

/** In the parent. */
export class Child<P extends Procedures> {
  readonly #process: ChildProcess;
  readonly #pending = new Map<number, PromiseWithResolvers<any>>();
  #calls = 0;

  constructor(module: string, execArgv: readonly string[] = []) {
    this.#process = fork(fileURLToPath(new URL(`../${module}`, import.meta.url)), {
      serialization: 'advanced',
      execArgv: [...process.execArgv, ...execArgv],
    });
    this.#process.on('message', (reply: Reply) => this.#settle(reply));
    this.#process.once('exit', (code, signal) => this.#fail(new Error(`${module} ended: ${code ?? signal}`)));
  }

  call<K extends keyof P & string>(name: K, argument?: Parameters<P[K]>[0]): Result<P, K> {
    const pending = Promise.withResolvers<any>();
    this.#pending.set(++this.#calls, pending);
    this.#process.send({ id: this.#calls, name, argument } satisfies Call);
    return pending.promise;
  }

  async end(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.disconnect();
    await ended;
  }

  #settle({ id, result, error }: Reply): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(new Error(error));
  }

  #fail(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
