/**
 * What ties a line to the one before, at the end of its annotations, where upstream's tools read past it:
 *
 *     …,"allium.dev/audit-chain":"<chain> <sequence> <hash of the line before>[ first][ last][ bare][ sent]"}}
 *     …,"allium.dev/audit-signature":"<Ed25519>"}}                                    behind it, in checkpoints
 *
 * A hash is SHA-256 of a whole line without its break, a signature is of the whole line in front of it: no byte of a
 * sealed line is outside of both.
 */
import { hash, type KeyObject, sign, verify } from 'node:crypto';

export interface Mark {
  /** Of one log, from its first record on; restarts and rotations do not change it. */
  readonly chain: string;
  /** The first record is 1. */
  readonly sequence: number;
  readonly previous: string;
  /** A file begins with it. */
  readonly first: boolean;
  /** A file ends with it. */
  readonly last: boolean;
  /** When it was written, nothing signed told how far the log had come before. */
  readonly bare: boolean;
  /** It was written to be sent on: it may arrive more than once, and who keeps it begins files where they like. */
  readonly sent: boolean;
}

/** What is read from a line. */
export interface ReadMark extends Mark {
  /** Absent: no checkpoint. */
  readonly signature?: string;
}

export const CHAIN = 'allium.dev/audit-chain';
export const SIGNATURE = 'allium.dev/audit-signature';
/** The hash before the first record. */
export const NOTHING_BEFORE = '0'.repeat(43);
/** Records from one checkpoint to the next, at most. */
export const MOST_UNSIGNED = 1000;

const SIGNED_BY = `,"${SIGNATURE}":"`;
/** Longer than every mark with its signature. */
const TAIL = 384;
const PATTERN =
  /"allium\.dev\/audit-chain":"([\w-]{22}) ([1-9]\d{0,14}) ([\w-]{43})((?: first)?)((?: last)?)((?: bare)?)((?: sent)?)"(?:,"allium\.dev\/audit-signature":"([\w-]{86})")?\}\}$/;

/** What a seal adds to a line, at most. */
export const SEAL_BYTES = TAIL;

/**
 * Writes an event with its mark, without a line break, into a buffer that has room for it and SEAL_BYTES more. A line is
 * hashed and stored as bytes: it is encoded once, here.
 * @param json an event without a line break whose last field is `annotations`, where it has any
 * @param key makes it a checkpoint
 * @returns where the line ends
 */
export function sealLine(json: string, mark: Mark, key: KeyObject | undefined, into: Buffer, at: number): number {
  const isAnnotated = json.endsWith('"}}');
  const open = at + into.write(json, at) - (isAnnotated ? 2 : 1);
  const { chain, sequence, previous, first, last, bare, sent } = mark;
  const flags = (first ? ' first' : '') + (last ? ' last' : '') + (bare ? ' bare' : '') + (sent ? ' sent' : '');
  const before = isAnnotated ? ',' : ',"annotations":{';
  const text = `${before}"${CHAIN}":"${chain} ${sequence} ${previous}${flags}"`;
  if (!key) return open + into.write(`${text}}}`, open, 'latin1');
  const end = open + into.write(text, open, 'latin1');
  const signature = sign(null, into.subarray(at, end), key).toString('base64url');
  return end + into.write(`${SIGNED_BY}${signature}"}}`, end, 'latin1');
}

export function readMark(line: Buffer): ReadMark | undefined {
  const found = PATTERN.exec(line.toString('latin1', Math.max(0, line.length - TAIL)));
  if (!found) return undefined;
  const [, chain, sequence, previous, first, last, bare, sent, signature] = found;
  return {
    chain: chain!,
    sequence: Number(sequence),
    previous: previous!,
    first: first !== '',
    last: last !== '',
    bare: bare !== '',
    sent: sent !== '',
    ...(signature !== undefined && { signature }),
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
