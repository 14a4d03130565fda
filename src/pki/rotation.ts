/**
 * Another authority for the cluster, with an overlap in which the one before it is trusted too. The new authority's key
 * is certified by the old one as well, so that what it issues is believed at once by those who know the old one only.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { writeFilesAtomically } from '../util/atomic-file.ts';
import type { AuthorityFiles } from './authority-files.ts';
import { PkiError } from './errors.ts';
import { Issuer, type IssuerPorts } from './issuer.ts';
import { PUBLIC_MODE, pairContents, readAuthorities, readIfThere, readPair } from './pem-pair.ts';

/** What is trusted beside the authority that issues; PEM. */
export interface Overlap {
  readonly previous: string;
  /** The authority that issues, certified by the previous one. */
  readonly cross: string;
}

/** All trusted authorities, the one that issues first; PEM. */
export function trustBundle(current: string, overlap: Overlap | undefined): string {
  return current + (overlap?.previous ?? '');
}

/** @param current the authority that issues @returns undefined outside of rotations */
export async function readOverlap(files: AuthorityFiles, current: string): Promise<Overlap | undefined> {
  const paths = [files.previous.certificate, files.cross];
  const [previous, cross] = await Promise.all(paths.map(readIfThere));
  // Written before the change is decided, they may be those of the authority that still issues.
  if (previous === undefined || cross === undefined || previous === current) return undefined;
  await Promise.all(paths.map(readAuthorities));
  return { previous, cross };
}

/** The certificate of the authority that issues. @throws PkiError when there is none */
export async function readCurrent({ current: { certificate } }: AuthorityFiles): Promise<string> {
  const pem = await readIfThere(certificate);
  if (pem !== undefined) return pem;
  throw new PkiError(
    `${certificate} does not exist. \`allium up\` makes the authorities in its own folder, which no kubeconfig names: give it with --data-dir.`,
  );
}

/** @throws PkiError when there is no authority, it cannot be used, or a rotation is under way */
export async function rotateAuthority(files: AuthorityFiles, ports: IssuerPorts): Promise<void> {
  await completeRotation(files);
  await readCurrent(files);
  const old = await readPair(files.current);
  if (await readOverlap(files, old.certificate)) {
    throw new PkiError('a rotation is under way. Finish it with `allium ca rotate --finish` first.');
  }
  const issuer = new Issuer(ports);
  const next = issuer.selfSigned(ownName(files, ports));
  const signer = { certificate: old.certificate, privateKey: createPrivateKey(old.privateKey) };
  const cross = issuer.crossSign(signer, next.certificate);
  // The last of these files decides.
  await writeFilesAtomically([
    ...pairContents(old, files.previous),
    { path: files.cross, data: cross, mode: PUBLIC_MODE },
    ...pairContents(next, files.next),
  ]);
  await completeRotation(files);
  await writeBundle(files);
}

/** Each authority has a name of its own: an issuer and a serial number are to name one certificate. */
function ownName({ commonName }: AuthorityFiles, ports: IssuerPorts): string {
  return `${commonName}-${Buffer.from(ports.randomBytes(4)).toString('hex')}`;
}

async function writeBundle(files: AuthorityFiles): Promise<void> {
  const { certificate } = await readPair(files.current);
  const data = trustBundle(certificate, await readOverlap(files, certificate));
  await writeFilesAtomically([{ path: files.bundle, data, mode: PUBLIC_MODE }]);
}

/** Does what was decided and not finished, because of a crash; several processes may do it at once. */
export async function completeRotation({ current, next }: AuthorityFiles): Promise<void> {
  const certificate = await readIfThere(next.certificate);
  const privateKey = await readIfThere(next.privateKey);
  if (certificate === undefined && privateKey === undefined) return;
  if (certificate !== undefined && privateKey !== undefined) {
    await writeFilesAtomically(pairContents({ certificate, privateKey }, current));
  }
  await rm(next.certificate, { force: true });
  await rm(next.privateKey, { force: true });
}

/** The previous authority is not trusted any more: from the moment on at which its certificate is gone. */
export async function dropPrevious(files: AuthorityFiles): Promise<void> {
  const { previous, cross } = files;
  for (const file of [previous.privateKey, previous.certificate, cross]) await rm(file, { force: true });
  await writeBundle(files);
}

export function isIssuedBy(certificate: string, authority: string): boolean {
  const [leaf, issuer] = [new X509Certificate(certificate), new X509Certificate(authority)];
  return leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey);
}
