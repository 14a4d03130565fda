/** How far a log has come, signed, in a file beside it: what is cut off its end, with the process ended, is missed. */
import { type KeyObject, sign } from 'node:crypto';
import { type End, isSignature, NOTHING_BEFORE } from './mark.ts';

/** A place in a chain. */
export interface Position {
  readonly chain: string;
  /** Of the last record. */
  readonly sequence: number;
  /** Of its line. */
  readonly hash: string;
}

export interface ChainState extends Position {
  /** What the record is the end of; undefined: others follow it in its file. */
  readonly end: End | undefined;
}

const PATTERN = /^(audit-state (open|rotated|closed) ([\w-]{22}) (\d{1,15}) ([\w-]{43})) ([\w-]{86})\n$/;

const WORDS: Readonly<Record<End, string>> = { file: 'rotated', log: 'closed' };
const ENDS: ReadonlyMap<string, End> = new Map([
  ['rotated', 'file'],
  ['closed', 'log'],
]);

/** Before its first record, which begins a file. */
export function beginning(chain: string): ChainState {
  return { chain, sequence: 0, hash: NOTHING_BEFORE, end: 'file' };
}

export function writeState({ chain, sequence, hash, end }: ChainState, key: KeyObject): string {
  const text = `audit-state ${end ? WORDS[end] : 'open'} ${chain} ${sequence} ${hash}`;
  return `${text} ${sign(null, Buffer.from(text), key).toString('base64url')}\n`;
}

/** @param key the public one, or the private one @returns undefined: it says nothing that can be believed */
export function readState(text: string, key: KeyObject): ChainState | undefined {
  const [, signed, word, chain, sequence, hash, signature] = PATTERN.exec(text) ?? [];
  if (signed === undefined || !isSignature(Buffer.from(signed), signature!, key)) return undefined;
  return { chain: chain!, sequence: Number(sequence), hash: hash!, end: ENDS.get(word!) };
}

/** Beside the log. */
export function statePath(log: string): string {
  return `${log}.chain`;
}
