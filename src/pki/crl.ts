/** Certificate revocation lists, version 2 (RFC 5280, 5). */
import { sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { Turns } from '../util/turns.ts';
import { issuerFacts } from './certificate.ts';
import * as der from './der.ts';
import { authorityKeyIdentifier, extension } from './extensions.ts';
import type { Signer } from './issuer.ts';
import { signatureWith } from './signature.ts';

export interface CrlEntry {
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** Milliseconds. */
  readonly revokedAt: number;
  /** CRLReason; 0, unspecified, is left out as RFC 5280 asks for it. */
  readonly reason: number;
}

export interface CrlContent {
  readonly entries: Iterable<CrlEntry>;
  /** Grows from list to list. */
  readonly number: number;
  /** Milliseconds. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
}

const CRL_NUMBER = '2.5.29.20';
const REASON = '2.5.29.21';

const VERSION_2 = der.integer(Buffer.from([1]));
const signLater = promisify(sign);

/** Lets others have their turn between entries. @returns DER */
export async function createCrl(content: CrlContent, { certificate, privateKey }: Signer): Promise<Buffer> {
  const { digest, algorithm } = signatureWith(privateKey);
  const issuer = issuerFacts(new X509Certificate(certificate).raw);
  const extensions = [
    ...(issuer.keyIdentifier ? [authorityKeyIdentifier(issuer.keyIdentifier)] : []),
    extension(CRL_NUMBER, false, der.integer(hexOctets(content.number.toString(16)))),
  ];
  const entries = await encodeEntries(content.entries);
  const list = der.sequence(
    VERSION_2,
    algorithm,
    issuer.subject,
    der.time(new Date(content.thisUpdate)),
    der.time(new Date(content.nextUpdate)),
    // An empty list is left out.
    ...(entries.length > 0 ? [der.sequence(entries)] : []),
    der.explicit(0, der.sequence(...extensions)),
  );
  return der.sequence(list, algorithm, der.bitString(await signLater(digest, list, privateKey)));
}

async function encodeEntries(entries: Iterable<CrlEntry>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let part: Buffer[] = [];
  const encode = entryEncoder();
  const turns = new Turns();
  for (const entry of entries) {
    if (turns.isOver) {
      // Joined piece by piece: of a hundred thousand at once, the last turn would be a long one.
      parts.push(Buffer.concat(part));
      part = [];
      await turns.next();
    }
    part.push(encode(entry));
  }
  return Buffer.concat([...parts, ...part]);
}

/** Many entries share their second and their reason: those are encoded once. */
function entryEncoder(): (entry: CrlEntry) => Buffer {
  const times = new Map<number, Buffer>();
  const reasons = new Map<number, Buffer>();
  return ({ serialNumber, revokedAt, reason }) => {
    const second = Math.floor(revokedAt / 1000);
    const time = remembered(times, second, () => der.time(new Date(revokedAt)));
    const why = remembered(reasons, reason, () => reasonOf(reason));
    return der.sequence(der.integer(hexOctets(serialNumber)), time, why);
  };
}

function remembered(known: Map<number, Buffer>, key: number, make: () => Buffer): Buffer {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}

function reasonOf(reason: number): Buffer {
  return reason === 0 ? Buffer.alloc(0) : der.sequence(extension(REASON, false, der.enumerated(reason)));
}

function hexOctets(hex: string): Buffer {
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
}

const LINE_OCTETS = 48;
const PEM_PIECE = 1024 * LINE_OCTETS;

/** In pieces too. @returns PEM */
export async function crlPem(list: Buffer): Promise<string> {
  const pieces: string[] = [];
  const turns = new Turns();
  for (let at = 0; at < list.length; at += PEM_PIECE) {
    if (turns.isOver) await turns.next();
    const base64 = list.subarray(at, at + PEM_PIECE).toString('base64');
    pieces.push(base64.replace(/.{1,64}/g, '$&\n'));
  }
  return `-----BEGIN X509 CRL-----\n${pieces.join('')}-----END X509 CRL-----\n`;
}
