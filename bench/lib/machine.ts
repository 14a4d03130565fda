import { availableParallelism, cpus, totalmem } from 'node:os';

/** What the figures were taken on. */
export function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Node ${process.version}, ${availableParallelism()} × ${first?.model ?? process.arch}, ${memory} GiB`;
}
