/** Verification of logs in files, wherever they are: a piece of one file at a time. */
import type { KeyObject } from 'node:crypto';
import { linesOf, UnreadableLog } from '../files/lines.ts';
import { around, recordsIn } from '../files/records.ts';
import { ChainVerifier } from './chain-verifier.ts';
import type { DeclaredMissing } from './declared-gaps.ts';
import type { ChainSummary, Finding } from './finding.ts';
import { readMark } from './mark.ts';
import type { ChainState } from './state.ts';

export interface Verification {
  readonly intact: boolean;
  readonly files: number;
  readonly records: number;
  readonly bytes: number;
  readonly chains: readonly ChainSummary[];
  readonly missing: DeclaredMissing;
  /** The first of them, in the order of the files. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
}

export interface StateFile {
  readonly path: string;
  /** undefined: it is not signed with the key. */
  readonly state: ChainState | undefined;
}

export interface VerifyOptions {
  readonly key: KeyObject;
  readonly states: readonly StateFile[];
  readonly openEnd: boolean;
  readonly fromFirst: boolean;
}

/** More say nothing more, and would not fit into memory. */
const MOST_FINDINGS = 1000;

/** @param paths of log files, in any order @throws errors of the file system */
export async function verifyFiles(paths: readonly string[], options: VerifyOptions): Promise<Verification> {
  const { states, ...rest } = options;
  const findings: Finding[] = [];
  let findingCount = 0;
  const report = (finding: Finding) => {
    findingCount++;
    if (findings.length < MOST_FINDINGS) findings.push(finding);
  };
  const byChain = newestStates(states, report);
  const verifier = new ChainVerifier({ ...rest, states: byChain, report });
  let records = 0;
  let bytes = 0;
  for (const path of await inOrder(paths)) {
    const seen = await verifyFile(path, verifier, report);
    records += seen.records;
    bytes += seen.bytes;
  }
  const chains = verifier.end();
  reportVanished(byChain, chains, report);
  const read = { files: paths.length, records, bytes };
  return { intact: findingCount === 0, ...read, chains, missing: verifier.missing, findings, findingCount };
}

/** Threat: a copy of an old state is not to hide the newer one. */
function newestStates(files: readonly StateFile[], report: (finding: Finding) => void): Map<string, ChainState> {
  for (const { path, state } of files) {
    if (!state)
      report({ kind: 'changed', file: path, line: 1, message: "the state's signature is not the audit key's" });
  }
  const states = files.flatMap(({ state }) => state ?? []).sort((a, b) => a.sequence - b.sequence);
  return new Map(states.map((state) => [state.chain, state]));
}

async function verifyFile(path: string, verifier: ChainVerifier, report: (finding: Finding) => void) {
  let records = 0;
  let bytes = 0;
  let number = 0;
  try {
    for await (const piece of linesOf(path)) {
      bytes = piece.bytes;
      for (const line of piece.lines) {
        const found = recordsIn(line);
        records += found.length;
        number += 1;
        const beside = around(line, found);
        for (const record of found) verifier.record(record, beside, path, number);
      }
      if (!piece.rest || piece.rest.length === 0) continue;
      report({ kind: 'cut-off', file: path, line: number + 1, message: 'the last line is cut off' });
    }
  } catch (error) {
    if (!(error instanceof UnreadableLog)) throw error;
    report({ kind: 'unreadable', file: path, line: number + 1, message: error.message });
  }
  return { records, bytes };
}

/** Threat: a log emptied as a whole has no line that could miss its neighbour. */
function reportVanished(
  states: ReadonlyMap<string, ChainState>,
  chains: readonly ChainSummary[],
  report: (finding: Finding) => void,
): void {
  for (const { chain, sequence } of states.values()) {
    if (sequence === 0 || chains.some((found) => found.chain === chain)) continue;
    report({ kind: 'cut-off', file: '', line: 0, message: `the log had come to record ${sequence}, and is not there` });
  }
}

/** Log by log, each from its first file on: names say nothing. */
async function inOrder(paths: readonly string[]): Promise<string[]> {
  const files = await Promise.all([...paths].sort().map(async (path) => ({ path, mark: await firstMark(path) })));
  const chains = [...new Set(files.map(({ mark }) => mark?.chain))];
  const rank = (chain: string | undefined) => (chain === undefined ? chains.length : chains.indexOf(chain));
  return files
    .sort((a, b) => rank(a.mark?.chain) - rank(b.mark?.chain) || (a.mark?.sequence ?? 0) - (b.mark?.sequence ?? 0))
    .map(({ path }) => path);
}

async function firstMark(path: string) {
  try {
    for await (const { lines } of linesOf(path)) {
      const mark = lines
        .flatMap(recordsIn)
        .map(readMark)
        .find((found) => found !== undefined);
      if (mark) return mark;
    }
  } catch (error) {
    if (!(error instanceof UnreadableLog)) throw error;
  }
  return undefined;
}
