/** How the authorities of a cluster stand, as its files tell: what `allium ca status` shows and `--finish` rests on. */
import { X509Certificate } from 'node:crypto';
import { AUTHORITIES, type AuthorityName, authorityFiles, pairFiles } from './authority-files.ts';
import { PkiError } from './errors.ts';
import { fingerprintOf, type IssuedEntry, readIssued, subjectOf } from './issued-book.ts';
import { readIfThere } from './pem-pair.ts';
import { forgetRevoked, readRevoked } from './revoked-issued.ts';
import { dropPrevious, isIssuedBy, readCurrent, readOverlap } from './rotation.ts';
import { type NeededEntry, withoutSuccessor } from './successors.ts';

export type Role = 'current' | 'previous';

export interface AuthorityFacts {
  readonly authority: AuthorityName;
  readonly role: Role;
  readonly file: string;
  readonly subject: string;
  /** SHA-256. */
  readonly fingerprint: string;
  /** RFC 3339. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Certificates that were asked for through the API and have not expired. */
  readonly issued: number;
}

/** A certificate of the control plane's own. */
export interface OwnCertificate {
  readonly name: string;
  readonly subject: string;
  /** `unknown`: it is replaced when the control plane looks at it next. */
  readonly issuedBy: Role | 'unknown';
  readonly notAfter: string;
}

export interface AuthorityStatus {
  /** Of which two are trusted. */
  readonly rotating: readonly AuthorityName[];
  readonly authorities: readonly AuthorityFacts[];
  readonly certificates: readonly OwnCertificate[];
  /** Issued by the cluster's previous authority, still valid, not revoked, and with too few successors. */
  readonly needed: readonly NeededEntry[];
}

/** The leaves that the control plane keeps. */
const OWN = ['apiserver', 'admin'];

/** @param now wall clock, in milliseconds @throws PkiError when there are no authorities */
export async function authorityStatus(directory: string, now: number): Promise<AuthorityStatus> {
  const trusted = (await Promise.all(AUTHORITIES.map((name) => readTrusted(directory, name)))).flat();
  const issued = await readIssued(directory, now);
  const isRevoked = await readRevoked(directory);
  const ofCluster = trusted.filter(({ authority }) => authority === 'cluster');
  const [current, previous] = ofCluster.map(({ pem }) => fingerprintOf(pem));
  const valid = issued.filter((entry) => !isRevoked(entry));
  return {
    rotating: trusted.filter(({ role }) => role === 'previous').map(({ authority }) => authority),
    authorities: trusted.map((authority) => factsOf(authority, issued)),
    certificates: await ownCertificates(directory, ofCluster),
    needed: withoutSuccessor(valid, current, previous),
  };
}

interface Trusted {
  readonly authority: AuthorityName;
  readonly role: Role;
  readonly pem: string;
  readonly file: string;
}

/** The current one, and the previous one where there is one. */
async function readTrusted(directory: string, authority: AuthorityName): Promise<Trusted[]> {
  const files = authorityFiles(directory, authority);
  const current = await readCurrent(files);
  const overlap = await readOverlap(files, current);
  return [
    { authority, role: 'current', pem: current, file: files.current.certificate },
    ...(overlap
      ? [{ authority, role: 'previous' as const, pem: overlap.previous, file: files.previous.certificate }]
      : []),
  ];
}

function factsOf({ authority, role, pem, file }: Trusted, issued: readonly IssuedEntry[]): AuthorityFacts {
  const certificate = new X509Certificate(pem);
  const fingerprint = certificate.fingerprint256;
  return {
    authority,
    role,
    file,
    subject: subjectOf(certificate),
    fingerprint,
    notBefore: certificate.validFromDate.toISOString(),
    notAfter: certificate.validToDate.toISOString(),
    issued: issued.filter((entry) => entry.authority === fingerprint).length,
  };
}

async function ownCertificates(directory: string, trusted: readonly Trusted[]): Promise<OwnCertificate[]> {
  const found: OwnCertificate[] = [];
  for (const name of OWN) {
    const pem = await readIfThere(pairFiles(directory, name).certificate);
    if (pem === undefined) continue;
    const certificate = new X509Certificate(pem);
    const issuedBy = trusted.find((authority) => isIssuedBy(pem, authority.pem))?.role ?? 'unknown';
    found.push({ name, subject: subjectOf(certificate), issuedBy, notAfter: certificate.validToDate.toISOString() });
  }
  return found;
}

/**
 * Ends the overlap.
 * @param force even though certificates of the previous authority are needed
 * @throws PkiError when there is nothing to end, or somebody would be left without a certificate that is believed
 */
export async function finishRotation(
  directory: string,
  authority: AuthorityName,
  now: number,
  force: boolean,
): Promise<void> {
  const status = await authorityStatus(directory, now);
  if (!status.rotating.includes(authority)) {
    throw new PkiError('no rotation is under way. Begin one with `allium ca rotate`.');
  }
  if (authority === 'cluster' && !force) refuseLockout(status);
  await dropPrevious(authorityFiles(directory, authority));
  if (authority === 'cluster') await forgetRevoked(directory);
}

/** Certificates of front proxies are signed by hand: of them nothing is known. */
function refuseLockout({ certificates, needed }: AuthorityStatus): void {
  const waiting = certificates.filter(({ issuedBy }) => issuedBy !== 'current').map(({ name }) => name);
  if (waiting.length > 0) throw new PkiError(notTakenOver(waiting));
  if (needed.length > 0) throw new PkiError(stillNeeded(needed));
}

function notTakenOver(names: readonly string[]): string {
  return `the control plane has not taken the new authority over: ${names.join(' and ')} in its pki folder are of the old one. It does so within a minute while it runs, and when it starts. Wait or start it, or give --force.`;
}

function stillNeeded(needed: readonly NeededEntry[]): string {
  const lines = needed.map(({ subject, notAfter, request, ...counts }) => {
    return `  ${subject} (request ${request}) until ${notAfter}${sharedBy(counts)}`;
  });
  return [
    'certificates of the old authority are valid and have no successor:',
    ...lines,
    'Have them renewed or revoke them, or give --force: their holders are locked out then.',
  ].join('\n');
}

/** Which of several it is that were renewed is not known. */
function sharedBy({ alike, successors }: Pick<NeededEntry, 'alike' | 'successors'>): string {
  return successors === 0 ? '' : `, ${successors} of ${alike} like it renewed`;
}
