import { open } from 'node:fs/promises';

const NEWLINE = 10;

export interface LinesRead {
  readonly lines: readonly string[];
  /** Where they end. */
  readonly end: number;
}

/**
 * Whole lines of a file.
 * @param end where what is known to be whole ends @param mostBytes unless a single line is longer
 */
export async function readLines(
  path: string,
  start: number,
  end: number,
  most: { readonly lines: number; readonly bytes: number },
): Promise<LinesRead> {
  const file = await open(path, 'r');
  try {
    for (let length = Math.min(most.bytes, end - start); ; length = Math.min(length * 2, end - start)) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, start);
      const size = wholeSize(buffer.subarray(0, bytesRead), length > most.bytes ? 1 : most.lines);
      if (size > 0) return { lines: buffer.toString('utf8', 0, size - 1).split('\n'), end: start + size };
      if (start + length >= end) return { lines: [], end };
    }
  } finally {
    await file.close();
  }
}

/** How long as many whole lines are as may be. */
function wholeSize(bytes: Buffer, mostLines: number): number {
  let size = 0;
  for (let lines = 0; lines < mostLines; lines++) {
    const next = bytes.indexOf(NEWLINE, size);
    if (next < 0) break;
    size = next + 1;
  }
  return size;
}
