/**
 * Another authority for the cluster, with an overlap in which the one before it is trusted too. The new authority's key
 * is certified by the old one as well, so that what it issues is believed at once by those who know the old one only.
 *
 * Files, beside `ca.crt` and `ca.key`, which are those of the authority that issues:
 * - `ca-previous.crt`, `ca-previous.key`: the authority before it, as long as it is trusted;
 * - `ca-cross.crt`: the authority that issues, certified by the one before it;
 * - `ca-next.crt`, `ca-next.key`: a change that has been decided but not finished;
 * - `ca-bundle.crt`: all that are trusted, for others to read.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFilesAtomically } from '../util/atomic-file.ts';
import { PkiError } from './errors.ts';
import { Issuer, type IssuerPorts } from './issuer.ts';
import { type PairFiles, PUBLIC_MODE, pairContents, readAuthorities, readIfThere, readPair } from './pem-pair.ts';

/** The authorities of a cluster, PEM. */
export interface Authorities {
  readonly current: string;
  /** Trusted beside it during a rotation. */
  readonly previous?: string;
  /** The current one, certified by the previous one. */
  readonly cross?: string;
}

export function filesOf(directory: string, name: string): PairFiles {
  return { certificate: join(directory, `${name}.crt`), privateKey: join(directory, `${name}.key`) };
}

/** Changes whenever other authorities are trusted, and last. */
export const BUNDLE = 'ca-bundle.crt';

const crossFile = (directory: string) => join(directory, 'ca-cross.crt');

/** Both trusted authorities, the one that issues first; PEM. */
export function trustBundle({ current, previous = '' }: Pick<Authorities, 'current' | 'previous'>): string {
  return current + previous;
}

/** What is trusted beside the authority that issues; nothing outside of rotations. */
export async function readOverlap(directory: string, current: string): Promise<Omit<Authorities, 'current'>> {
  const files = [filesOf(directory, 'ca-previous').certificate, crossFile(directory)];
  const [previous, cross] = await Promise.all(files.map(readIfThere));
  // Written before the change is decided, they may be those of the authority that still issues.
  if (previous === undefined || cross === undefined || previous === current) return {};
  await Promise.all(files.map(readAuthorities));
  return { previous, cross };
}

/** @throws PkiError when there is no authority, it cannot be used, or a rotation is under way */
export async function rotateAuthority(directory: string, ports: IssuerPorts): Promise<void> {
  await completeRotation(directory);
  const old = await readPair(filesOf(directory, 'ca'));
  if ((await readOverlap(directory, old.certificate)).previous !== undefined) {
    throw new PkiError('a rotation is under way. Finish it with `allium ca rotate --finish` first.');
  }
  const issuer = new Issuer(ports);
  const next = issuer.selfSigned(authorityName(ports));
  const signer = { certificate: old.certificate, privateKey: createPrivateKey(old.privateKey) };
  const cross = issuer.crossSign(signer, next.certificate);
  // The last of these files decides.
  await writeFilesAtomically([
    ...pairContents(old, filesOf(directory, 'ca-previous')),
    { path: crossFile(directory), data: cross, mode: PUBLIC_MODE },
    ...pairContents(next, filesOf(directory, 'ca-next')),
  ]);
  await completeRotation(directory);
  await writeBundle(directory);
}

async function writeBundle(directory: string): Promise<void> {
  const current = (await readPair(filesOf(directory, 'ca'))).certificate;
  const data = trustBundle({ current, ...(await readOverlap(directory, current)) });
  await writeFilesAtomically([{ path: join(directory, BUNDLE), data, mode: PUBLIC_MODE }]);
}

/** Each authority has a name of its own: an issuer and a serial number are to name one certificate. */
function authorityName(ports: IssuerPorts): string {
  return `kubernetes-${Buffer.from(ports.randomBytes(4)).toString('hex')}`;
}

/** Does what was decided and not finished, because of a crash; several processes may do it at once. */
export async function completeRotation(directory: string): Promise<void> {
  const next = filesOf(directory, 'ca-next');
  const certificate = await readIfThere(next.certificate);
  const privateKey = await readIfThere(next.privateKey);
  if (certificate === undefined && privateKey === undefined) return;
  if (certificate !== undefined && privateKey !== undefined) {
    await writeFilesAtomically(pairContents({ certificate, privateKey }, filesOf(directory, 'ca')));
  }
  await rm(next.certificate, { force: true });
  await rm(next.privateKey, { force: true });
}

/** The previous authority is not trusted any more: from the moment on at which its certificate is gone. */
export async function dropPrevious(directory: string): Promise<void> {
  const previous = filesOf(directory, 'ca-previous');
  for (const file of [previous.privateKey, previous.certificate, crossFile(directory)]) await rm(file, { force: true });
  await writeBundle(directory);
}

export function isIssuedBy(certificate: string, authority: string): boolean {
  const [leaf, issuer] = [new X509Certificate(certificate), new X509Certificate(authority)];
  return leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey);
}
