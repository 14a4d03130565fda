/** Reads ZIP archives: entries stored or deflated, no ZIP64, no encryption. */
import { readFile } from 'node:fs/promises';
import { inflateRawSync } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_BYTES = 22;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly compressedBytes: number;
  readonly localHeader: number;
}

export class ZipFile {
  readonly #bytes: Buffer;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#entries = new Map(readDirectory(bytes).map((entry) => [entry.name, entry]));
  }

  static async open(path: string): Promise<ZipFile> {
    return new ZipFile(await readFile(path));
  }

  /** @throws Error when there is no such entry, or when it is compressed in another way */
  extract(name: string): Buffer {
    const entry = this.#entries.get(name);
    if (!entry) throw new Error(`no ${name} in the archive`);
    const packed = this.#packed(entry);
    if (entry.method === STORED) return packed;
    if (entry.method === DEFLATED) return inflateRawSync(packed);
    throw new Error(`${name} is compressed by method ${entry.method}`);
  }

  #packed({ localHeader, compressedBytes }: Entry): Buffer {
    const nameBytes = this.#bytes.readUInt16LE(localHeader + 26);
    const extraBytes = this.#bytes.readUInt16LE(localHeader + 28);
    const start = localHeader + LOCAL_HEADER_BYTES + nameBytes + extraBytes;
    return this.#bytes.subarray(start, start + compressedBytes);
  }
}

function readDirectory(bytes: Buffer): Entry[] {
  const end = endOfDirectory(bytes);
  const count = bytes.readUInt16LE(end + 10);
  const entries: Entry[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    if (bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new Error('the archive is damaged');
    const nameBytes = bytes.readUInt16LE(at + 28);
    const nameStart = at + DIRECTORY_ENTRY_BYTES;
    entries.push({
      name: bytes.toString('utf8', nameStart, nameStart + nameBytes),
      method: bytes.readUInt16LE(at + 10),
      compressedBytes: bytes.readUInt32LE(at + 20),
      localHeader: bytes.readUInt32LE(at + 42),
    });
    at = nameStart + nameBytes + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

/** Searched from the end, where a comment may follow it. */
function endOfDirectory(bytes: Buffer): number {
  for (let at = bytes.length - END_OF_DIRECTORY_BYTES; at >= 0; at--) {
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new Error('not a ZIP archive');
}
