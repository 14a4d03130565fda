/** Where a log goes on after a start: behind what is written, where that is as the last process left it. */
import type { KeyObject } from 'node:crypto';
import { endOf, type Lines, linesOf } from '../files/lines.ts';
import type { Resumed } from './chain-sealer.ts';
import { beginning, type ChainState, readState } from './state.ts';
import { Tail } from './tail.ts';

export interface Found {
  /**
   * The log, then what was rotated out of it last: a process may end between a rotation and the first line after it.
   */
  readonly files: readonly string[];
  /** The content of the state's file, where there is one. */
  readonly state: string | undefined;
  /** Records are sent on from the files: the oldest are removed. */
  readonly sent: boolean;
}

export interface Resumption {
  readonly at: Resumed;
  /** For people: in what the log is not as it was left. */
  readonly doubt?: string;
}

/**
 * Threat: who ends the process may write the log anew before it starts again, and what is signed then would vouch for
 * that. What is behind the signed state must be tied to it; else the log goes on from the state itself, so that
 * verification finds ever after what is not tied to it. A log without a state of ours is none of ours.
 */
export async function resume(found: Found, key: KeyObject, newChain: () => string): Promise<Resumption> {
  const { files, state } = found;
  const signed = state === undefined ? undefined : readState(state, key);
  if (signed) return resumeFrom(signed, found, key);
  const isNew = state === undefined && (await isEmpty(files));
  const at = { ...beginning(newChain()), bare: !isNew };
  return isNew ? { at } : { at, doubt: 'nothing signed with this key tells how far it had come; another chain begins' };
}

async function resumeFrom(signed: ChainState, { files, sent }: Found, key: KeyObject): Promise<Resumption> {
  const [newest] = files;
  const newTail = () => new Tail(signed, key, sent);
  // Where the state stands is most often near the end.
  let tail = newest === undefined ? newTail() : await read(newTail(), endOf(newest));
  if (!tail.isTied) tail = await read(newTail(), ...files.toReversed().map((file) => linesOf(file)));
  const { doubt, newest: written } = tail;
  if (doubt !== undefined) return { at: { ...signed, bare: false }, doubt };
  return { at: { ...written, bare: false } };
}

async function read(tail: Tail, ...files: readonly AsyncIterable<Lines>[]): Promise<Tail> {
  for (const file of files) {
    for await (const { lines } of file) for (const line of lines) tail.line(line);
  }
  return tail;
}

async function isEmpty(files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    for await (const { bytes } of linesOf(file)) if (bytes > 0) return false;
  }
  return true;
}
