/** Where a log goes on after a start: after its last whole line, or where a signed state says that it had come to. */
import type { KeyObject } from 'node:crypto';
import { lastLineOf } from '../files/lines.ts';
import type { Resumed } from './chain-sealer.ts';
import { hashLine, readMark } from './mark.ts';
import { beginning, type ChainState, readState } from './state.ts';

export interface Found {
  /** The log, then what was rotated out of it last: a process may end between a rotation and the first line after it. */
  readonly files: readonly string[];
  /** The content of the state's file, where there is one. */
  readonly state: string | undefined;
}

/**
 * Threat: who ends the process may cut the log before it starts again. A log that is shorter than its state goes on
 * with the state's number, so that verification misses what is in between.
 */
export async function resume({ files, state }: Found, key: KeyObject, newChain: () => string): Promise<Resumed> {
  const signed = state === undefined ? undefined : readState(state, key);
  const written = await lastWritten(files);
  if (!signed) return written ? { ...written, bare: true } : { ...beginning(newChain()), bare: state !== undefined };
  const isBehind = !written || written.chain !== signed.chain || written.sequence < signed.sequence;
  return { ...(isBehind ? signed : written), bare: false };
}

async function lastWritten(files: readonly string[]): Promise<ChainState | undefined> {
  for (const file of files) {
    const line = await lastLineOf(file);
    if (!line) continue;
    const mark = readMark(line);
    return mark && { chain: mark.chain, sequence: mark.sequence, hash: hashLine(line), end: mark.end };
  }
  return undefined;
}
