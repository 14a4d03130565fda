import { createReadStream } from 'node:fs';

const NEWLINE = 10;

/** @param start in bytes @returns how many lines end after it */
export async function countLines(path: string, start: number): Promise<number> {
  let count = 0;
  for await (const chunk of createReadStream(path, { start }) as AsyncIterable<Buffer>) {
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) count++;
  }
  return count;
}
