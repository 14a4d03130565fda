import { Worker } from 'node:worker_threads';

/**
 * Starts the thread in which the store lives. That takes a while; who starts it before there is anything to ask it does
 * not wait for it later. It keeps no process alive before a WorkerClient has it.
 */
export function startStorageThread(): Worker {
  // Compiled, the worker lies beside this file with the same extension as this file.
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  const thread = new Worker(new URL(`./worker${extension}`, import.meta.url), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Rows are garbage at once: collected early, a list of everything costs a quarter less resident memory.
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  });
  thread.unref();
  return thread;
}
