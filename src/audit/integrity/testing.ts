/** Sealed logs, for tests. */
import { generateKeyPairSync } from 'node:crypto';
import { sealLines } from '../sinks/line-sealer.ts';
import { ChainSealer, type Resumed } from './chain-sealer.ts';
import { type Mark, SEAL_BYTES, sealLine } from './mark.ts';
import { beginning } from './state.ts';

export const { privateKey: KEY, publicKey: PUBLIC } = generateKeyPairSync('ed25519');
export const CHAIN_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

export function eventJson(number: number): string {
  const tail = number % 2 === 0 ? '"annotations":{"a/b":"c"}' : '"stageTimestamp":"2030-01-31T12:00:00.000000Z"';
  return `{"kind":"Event","auditID":"id-${number}","verb":"get",${tail}}`;
}

export class SealedLog {
  now = 0;
  state: string | undefined;
  sealer: ChainSealer;

  constructor(at: Resumed = { ...beginning(CHAIN_ID), bare: false }, sent = false) {
    const save = async (state: string) => {
      this.state = state;
    };
    this.sealer = new ChainSealer(at, { key: KEY, sent, now: () => this.now, newId: () => 'checkpoint', save });
  }

  seal(json: string): string {
    return String(sealLines(this.sealer, [json], json.length + 1)).trimEnd();
  }

  /** @param sizes records of each file, its closing checkpoint not counted */
  async files(sizes: readonly number[]): Promise<string[][]> {
    let number = 0;
    const files: string[][] = [];
    for (const size of sizes) {
      const lines = Array.from({ length: size }, () => this.seal(eventJson(++number)));
      files.push([...lines, String(this.sealer.checkpoint())]);
      await this.sealer.stored();
    }
    return files;
  }
}

/** As whoever has no key could seal it. */
export function sealedWithoutKey(json: string, mark: Mark): string {
  const line = Buffer.alloc(json.length + SEAL_BYTES);
  return line.toString('utf8', 0, sealLine(json, mark, undefined, line, 0));
}

export const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
