/** Hands YAML to a worker thread, one text at a time, each within a budget of time and memory. */
import { Worker } from 'node:worker_threads';
import { tooManyRequests } from './status.ts';
import { notYaml, YamlError } from './yaml-error.ts';
import type { YamlReply } from './yaml-worker.ts';

/** Threat: slow YAML (CVE-2019-11254). A text of the largest size takes about a third of this. */
const BUDGET_MS = 5_000;
const BUDGET_MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 32 };
const MAX_WAITING = 16;

export interface YamlJson {
  readonly json: string;
  readonly duplicates: readonly string[];
}

export class YamlThread {
  readonly #budget: number;
  #worker: Worker | undefined;
  /** Settles when the texts handed in so far are done. */
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(budget = BUDGET_MS) {
    this.#budget = budget;
  }

  /** @throws YamlError; StatusError 429 when too many wait already */
  async convert(text: string): Promise<YamlJson> {
    if (this.#waiting >= MAX_WAITING)
      throw tooManyRequests('too many YAML bodies are being read, please try again later', 1);
    this.#waiting++;
    const turn = this.#last.then(() => this.#run(text));
    this.#last = turn.catch(() => {});
    try {
      return await turn;
    } finally {
      this.#waiting--;
    }
  }

  /** Ends the thread; the next text starts another. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #run(text: string): Promise<YamlJson> {
    const reply = await replyOf(this.#runningWorker(), text, this.#budget);
    if (reply === undefined) {
      await this.stop();
      throw notYaml('yaml: document takes too long or too much memory to read');
    }
    if ('error' in reply) throw new YamlError(reply.error);
    return reply;
  }

  #runningWorker(): Worker {
    if (this.#worker) return this.#worker;
    const file = import.meta.url.endsWith('.ts') ? './yaml-worker.ts' : './yaml-worker.cjs';
    const worker = new Worker(new URL(file, import.meta.url), { resourceLimits: BUDGET_MEMORY });
    worker.unref();
    // Whoever waits for its answer hears of the exit that follows an error.
    worker.on('error', () => {});
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    this.#worker = worker;
    return worker;
  }
}

/** @returns undefined when the budget is spent or the thread has died of it */
function replyOf(worker: Worker, text: string, budget: number): Promise<YamlReply | undefined> {
  const { promise, resolve } = Promise.withResolvers<YamlReply | undefined>();
  const giveUp = () => resolve(undefined);
  const timer = setTimeout(giveUp, budget);
  worker.once('message', resolve);
  worker.once('exit', giveUp);
  worker.postMessage(text);
  return promise.finally(() => {
    clearTimeout(timer);
    worker.off('message', resolve);
    worker.off('exit', giveUp);
  });
}
