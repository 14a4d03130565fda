/** Sealed logs, for tests. */
import { generateKeyPairSync } from 'node:crypto';
import { around, recordsIn } from '../files/records.ts';
import { microTime } from '../micro-time.ts';
import { sealLines } from '../sinks/line-sealer.ts';
import { ChainSealer, type Resumed } from './chain-sealer.ts';
import { ChainVerifier, type VerifierPorts } from './chain-verifier.ts';
import type { Finding } from './finding.ts';
import { type Mark, SEAL_BYTES, sealLine } from './mark.ts';
import { beginning } from './state.ts';

export const { privateKey: KEY, publicKey: PUBLIC } = generateKeyPairSync('ed25519');
/** Wall clock, in milliseconds. */
export const START = Date.parse('2030-01-31T12:00:00Z');
export const CHAIN_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

export function eventJson(number: number, at = START): string {
  const annotations = number % 2 === 0 ? ',"annotations":{"a/b":"c"}' : '';
  return `{"kind":"Event","auditID":"id-${number}","verb":"get","stageTimestamp":"${microTime(at)}"${annotations}}`;
}

export class SealedLog {
  now = START;
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
      const lines = Array.from({ length: size }, () => this.seal(eventJson(++number, this.now)));
      files.push([...lines, String(this.sealer.checkpoint(files.length === sizes.length - 1 ? 'log' : 'file'))]);
      await this.sealer.stored();
    }
    return files;
  }
}

/** What is found in lines, without files. */
export function findingsIn(text: string, options: Partial<Omit<VerifierPorts, 'report'>> = {}): Finding[] {
  const findings: Finding[] = [];
  const report = (finding: Finding) => findings.push(finding);
  const ports = { key: PUBLIC, states: new Map(), openEnd: false, fromFirst: false, ...options, report };
  const verifier = new ChainVerifier(ports);
  for (const [index, line] of text.trimEnd().split('\n').entries()) {
    const bytes = Buffer.from(line);
    const records = recordsIn(bytes);
    for (const record of records) verifier.record(record, around(bytes, records), 'audit.log', index + 1);
  }
  verifier.end();
  return findings;
}

/** As whoever has no key could seal it. */
export function sealedWithoutKey(json: string, mark: Mark): string {
  const line = Buffer.alloc(json.length + SEAL_BYTES);
  return line.toString('utf8', 0, sealLine(json, mark, undefined, line, 0));
}

export const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
