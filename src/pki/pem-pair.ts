import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FileContent } from '../util/atomic-file.ts';
import { PkiError } from './errors.ts';

/** A certificate (leaf first, then its intermediates) and its private key, both PEM. */
export interface PemPair {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Where a pair is kept. */
export interface PairFiles {
  readonly certificate: string;
  readonly privateKey: string;
}

export const PRIVATE_MODE = 0o600;
export const PUBLIC_MODE = 0o644;

const REMAKE = 'Restore it from a backup, or move it away to have it made anew.';
const REMAKE_BOTH = 'Restore the two files from the same backup, or move both away to have them made anew.';
const GIVE_ANOTHER = 'Give another file.';

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new PkiError(`cannot read ${path}: ${message}. Check the owner and the permissions of the file.`);
  }
}

function parseCertificate(pem: string, path: string, remedy: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw new PkiError(`${path} is not a PEM certificate. ${remedy}`);
  }
}

export function parsePrivateKey(pem: string, path: string, remedy = REMAKE): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new PkiError(`${path} is not a PEM private key. ${remedy}`);
  }
}

/** Throws when either is not what it should be, or when they do not belong together. */
function check(pair: PemPair, files: PairFiles, remedy: string, remedyForBoth: string): X509Certificate {
  const certificate = parseCertificate(pair.certificate, files.certificate, remedy);
  if (!certificate.checkPrivateKey(parsePrivateKey(pair.privateKey, files.privateKey, remedy))) {
    throw new PkiError(`${files.privateKey} is not the key of ${files.certificate}. ${remedyForBoth}`);
  }
  return certificate;
}

/** Checks a pair of the cluster's own. @throws PkiError */
export function checkPair(pair: PemPair, files: PairFiles): X509Certificate {
  return check(pair, files, REMAKE, REMAKE_BOTH);
}

/**
 * The key comes first: a crash in between leaves a key without a certificate, which nothing was issued under and which
 * is safe to replace.
 */
export function pairContents(pair: PemPair, files: PairFiles): FileContent[] {
  return [
    { path: files.privateKey, data: pair.privateKey, mode: PRIVATE_MODE },
    { path: files.certificate, data: pair.certificate, mode: PUBLIC_MODE },
  ];
}

/** An administrator's own pair. @throws PkiError */
export async function readPair(files: PairFiles): Promise<PemPair> {
  const [certificate, privateKey] = await Promise.all([readIfThere(files.certificate), readIfThere(files.privateKey)]);
  if (certificate === undefined) throw new PkiError(`${files.certificate} does not exist`);
  if (privateKey === undefined) throw new PkiError(`${files.privateKey} does not exist`);
  const pair = { certificate, privateKey };
  check(pair, files, GIVE_ANOTHER, 'Give the two that belong together.');
  return pair;
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/** A file of one or more authorities, as it is. @throws PkiError when it holds none, or one that cannot be read */
export async function readAuthorities(path: string): Promise<string> {
  const bundle = await readIfThere(path);
  const certificates = bundle?.match(PEM_CERTIFICATE) ?? [];
  if (bundle === undefined || certificates.length === 0) throw new PkiError(`${path} holds no PEM certificate`);
  for (const certificate of certificates) {
    if (!parseCertificate(certificate, path, GIVE_ANOTHER).ca)
      throw new PkiError(`${path} holds a certificate that is not an authority`);
  }
  return bundle;
}
