/**
 * What ties a line to the one before, at the end of its annotations, where upstream's tools read past it:
 *
 *     …,"allium.dev/audit-chain":"<chain> <sequence> <hash of the line before>[ first][ last| stop][ bare][ sent]"}}
 *     …[ <when>]","allium.dev/audit-signature":"<Ed25519>"}}                          behind it, in checkpoints
 *
 * A hash is SHA-256 of a whole line without its break, a signature is of the whole line in front of it: no byte of a
 * sealed line is outside of both.
 */
import { hash, type KeyObject, sign, verify } from 'node:crypto';

/** What ends with a record. `file`: the log goes on in another one; `log`: the server was stopped. */
export type End = 'file' | 'log';

export interface Mark {
  /** Of one log, from its first record on; restarts and rotations do not change it. */
  readonly chain: string;
  /** The first record is 1. */
  readonly sequence: number;
  readonly previous: string;
  /** A file begins with it. */
  readonly first: boolean;
  readonly end: End | undefined;
  /** When it was written, nothing signed told how far the log had come before. */
  readonly bare: boolean;
  /** It was written to be sent on: it may arrive more than once, and who keeps it begins files where they like. */
  readonly sent: boolean;
}

/** What is read from a line. */
export interface ReadMark extends Mark {
  /** Absent: no checkpoint. */
  readonly signature?: string;
  /** When that was made: the server's wall clock, in milliseconds. */
  readonly signedAt?: number;
}

/** What makes a checkpoint of a record. */
export interface Signing {
  readonly key: KeyObject;
  /** Wall clock, in milliseconds. */
  readonly now: number;
}

export const CHAIN = 'allium.dev/audit-chain';
export const SIGNATURE = 'allium.dev/audit-signature';
/** The hash before the first record. */
export const NOTHING_BEFORE = '0'.repeat(43);
/** How long a record that is followed by others waits for a signature, in milliseconds. */
export const CHECKPOINT_INTERVAL = 10_000;
/** Records from one checkpoint to the next, at most. */
export const MOST_UNSIGNED = 1000;

const WORDS: Readonly<Record<End, string>> = { file: ' last', log: ' stop' };
const ENDS: ReadonlyMap<string, End> = new Map([
  [' last', 'file'],
  [' stop', 'log'],
]);

const SIGNED_BY = `,"${SIGNATURE}":"`;
/** Longer than every mark with its signature. */
const TAIL = 384;
const PATTERN =
  /"allium\.dev\/audit-chain":"([\w-]{22}) ([1-9]\d{0,14}) ([\w-]{43})((?: first)?)((?: last| stop)?)((?: bare)?)((?: sent)?)(?: (\d{1,15}))?"(?:,"allium\.dev\/audit-signature":"([\w-]{86})")?\}\}$/;

/** What a seal adds to a line, at most. */
export const SEAL_BYTES = TAIL;

/**
 * Writes an event with its mark, without a line break, into a buffer that has room for it and SEAL_BYTES more. A line is
 * hashed and stored as bytes: it is encoded once, here.
 * @param json an event without a line break whose last field is `annotations`, where it has any
 * @param signing makes it a checkpoint
 * @returns where the line ends
 */
export function sealLine(json: string, mark: Mark, signing: Signing | undefined, into: Buffer, at: number): number {
  const isAnnotated = json.endsWith('"}}');
  const open = at + into.write(json, at) - (isAnnotated ? 2 : 1);
  const { chain, sequence, previous, first, end, bare, sent } = mark;
  const flags = (first ? ' first' : '') + (end ? WORDS[end] : '') + (bare ? ' bare' : '') + (sent ? ' sent' : '');
  const before = isAnnotated ? ',' : ',"annotations":{';
  const text = `${before}"${CHAIN}":"${chain} ${sequence} ${previous}${flags}`;
  if (!signing) return open + into.write(`${text}"}}`, open, 'latin1');
  const signed = open + into.write(`${text} ${Math.floor(signing.now)}"`, open, 'latin1');
  const signature = sign(null, into.subarray(at, signed), signing.key).toString('base64url');
  return signed + into.write(`${SIGNED_BY}${signature}"}}`, signed, 'latin1');
}

export function readMark(line: Buffer): ReadMark | undefined {
  const found = PATTERN.exec(line.toString('latin1', Math.max(0, line.length - TAIL)));
  if (!found) return undefined;
  const [, chain, sequence, previous, first, end, bare, sent, signedAt, signature] = found;
  // A time without a signature vouches for nothing, and we do not write it.
  if ((signedAt === undefined) !== (signature === undefined)) return undefined;
  return {
    chain: chain!,
    sequence: Number(sequence),
    previous: previous!,
    first: first !== '',
    end: ENDS.get(end!),
    bare: bare !== '',
    sent: sent !== '',
    ...(signature !== undefined && { signature, signedAt: Number(signedAt) }),
  };
}

export function hashLine(line: Buffer | string): string {
  return hash('sha256', line, 'base64url');
}

/** @param line a checkpoint */
export function isSignedBy(line: Buffer, signature: string, key: KeyObject): boolean {
  const body = line.subarray(0, line.length - SIGNED_BY.length - signature.length - '"}}'.length);
  return isSignature(body, signature, key);
}

/** Threat: base64 has several texts for the same bytes; one of them is good. */
export function isSignature(text: Buffer, signature: string, key: KeyObject): boolean {
  const bytes = Buffer.from(signature, 'base64url');
  return bytes.toString('base64url') === signature && verify(null, text, key, bytes);
}
