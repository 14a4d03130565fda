/** Which issued certificates are revoked, told to those who look at the authorities' files without a server. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFilesAtomically } from '../util/atomic-file.ts';
import { fingerprintOf } from './issued-book.ts';
import { PRIVATE_MODE, readIfThere } from './pem-pair.ts';

/** Of one authority. */
export interface RevokedOf {
  /** The authority's certificate, PEM. */
  readonly authority: string;
  /** Hexadecimal. */
  readonly serialNumbers: Iterable<string>;
}

/** Whether a certificate is revoked: by its authority's fingerprint and its serial number. */
export type IsRevoked = (certificate: { readonly authority: string; readonly serialNumber: string }) => boolean;

const FILE = 'revoked.json';
const keyOf = (authority: string, serialNumber: string) =>
  `${authority} ${serialNumber.toLowerCase().replace(/^0+(?=.)/, '')}`;

/** Replaces what was written before. */
export async function writeRevoked(directory: string, revoked: readonly RevokedOf[]): Promise<void> {
  const keys = revoked.flatMap(({ authority, serialNumbers }) => {
    const fingerprint = fingerprintOf(authority);
    return Array.from(serialNumbers, (serialNumber) => keyOf(fingerprint, serialNumber));
  });
  await writeFilesAtomically([{ path: join(directory, FILE), data: JSON.stringify(keys), mode: PRIVATE_MODE }]);
}

export function forgetRevoked(directory: string): Promise<void> {
  return rm(join(directory, FILE), { force: true });
}

/** Threat: what cannot be read revokes nothing, so that nobody's certificate is taken for one that is not needed. */
export async function readRevoked(directory: string): Promise<IsRevoked> {
  const keys = parseKeys((await readIfThere(join(directory, FILE))) ?? '[]');
  return ({ authority, serialNumber }) => keys.has(keyOf(authority, serialNumber));
}

function parseKeys(text: string): ReadonlySet<unknown> {
  try {
    const keys: unknown = JSON.parse(text);
    return new Set(Array.isArray(keys) ? keys : []);
  } catch {
    return new Set();
  }
}
