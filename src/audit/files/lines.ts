/** The lines of a log, plain or compressed, a piece of the file at a time. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

const CHUNK = 1024 * 1024;
const NEWLINE = 10;
/** An event of every size that a request can have. */
const LONGEST_LINE = 64 * 1024 * 1024;

export interface Lines {
  readonly lines: readonly Buffer[];
  /** Of the file, so far, without its compression. */
  readonly bytes: number;
  /** Where the last whole line ends. */
  readonly end: number;
  /** Behind the last line break; only told at the end. */
  readonly rest?: Buffer;
}

/** What is not readable as what it seems to be: damaged compression, a line that does not end. */
export class UnreadableLog extends Error {
  override readonly name = 'UnreadableLog';
}

/** @throws UnreadableLog; errors of the file system */
export async function* linesOf(path: string, start = 0): AsyncGenerator<Lines> {
  let rest: Buffer = Buffer.alloc(0);
  let bytes = start;
  for await (const chunk of contentOf(path, start)) {
    const lines: Buffer[] = [];
    bytes += chunk.length;
    rest = cut(rest, chunk, lines);
    if (rest.length > LONGEST_LINE) throw new UnreadableLog(`a line is longer than ${LONGEST_LINE} bytes`);
    yield { lines, bytes, end: bytes - rest.length };
  }
  yield { lines: [], bytes, end: bytes - rest.length, rest };
}

/** @returns what follows the last break */
function cut(rest: Buffer, chunk: Buffer, lines: Buffer[]): Buffer {
  let start = 0;
  for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
    const piece = chunk.subarray(start, end);
    lines.push(start === 0 && rest.length > 0 ? Buffer.concat([rest, piece]) : piece);
    start = end + 1;
  }
  return start === 0 && rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk.subarray(start);
}

async function* contentOf(path: string, start: number): AsyncGenerator<Buffer> {
  const isCompressed = start === 0 && (await startsLikeGzip(path));
  const file: Readable = createReadStream(path, { highWaterMark: CHUNK, start });
  if (!isCompressed) return yield* file;
  const plain = file.pipe(createGunzip({ chunkSize: CHUNK }));
  file.once('error', (error) => plain.destroy(error));
  try {
    yield* plain;
  } catch (error) {
    throw String((error as NodeJS.ErrnoException).code).startsWith('Z_')
      ? new UnreadableLog(`its compression is damaged: ${(error as Error).message}`)
      : error;
  } finally {
    file.destroy();
  }
}

/** By content: a name says nothing. */
async function startsLikeGzip(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

/** More than is written between two checkpoints, most often. */
const END = 4 * CHUNK;

/** The last lines, not from the first one on where they are many. */
export async function* endOf(path: string): AsyncGenerator<Lines> {
  const { size } = await stat(path);
  const isLong = size > END && !(await startsLikeGzip(path));
  // The first of them may have lost its beginning.
  let skipped = isLong ? 1 : 0;
  for await (const piece of linesOf(path, isLong ? size - END : 0)) {
    yield { ...piece, lines: piece.lines.slice(skipped) };
    skipped = Math.max(0, skipped - piece.lines.length);
  }
}
