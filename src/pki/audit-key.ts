/** The key that signs the checkpoints of audit logs: of no other use, so that who holds another of the cluster's cannot forge them. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { writeFilesAtomically } from '../util/atomic-file.ts';
import { makePrivateDirectory } from '../util/make-directory.ts';
import { PkiError } from './errors.ts';
import { PRIVATE_MODE, PUBLIC_MODE, parsePrivateKey, readIfThere } from './pem-pair.ts';

const KIND = 'ed25519';

export interface AuditKeyFiles {
  readonly privateKey: string;
  /** For those who verify. */
  readonly publicKey: string;
}

export function auditKeyFiles(directory: string): AuditKeyFiles {
  return { privateKey: join(directory, 'audit.key'), publicKey: join(directory, 'audit.pub') };
}

/** Made where it is missing. @throws PkiError */
export async function ensureAuditKey(directory: string): Promise<KeyObject> {
  const files = auditKeyFiles(directory);
  const pem = await readIfThere(files.privateKey);
  if (pem === undefined) makePrivateDirectory(directory);
  const key = pem === undefined ? generateKeyPairSync(KIND).privateKey : parsePrivateKey(pem, files.privateKey);
  checkKind(key, files.privateKey);
  const publicPem = publicPemOf(key);
  const missing = [
    ...(pem === undefined ? [{ path: files.privateKey, data: privatePemOf(key), mode: PRIVATE_MODE }] : []),
    ...((await readIfThere(files.publicKey)) === publicPem
      ? []
      : [{ path: files.publicKey, data: publicPem, mode: PUBLIC_MODE }]),
  ];
  if (missing.length > 0) await writeFilesAtomically(missing);
  return key;
}

/** @throws PkiError */
export async function readAuditPublicKey(path: string): Promise<KeyObject> {
  const pem = await readIfThere(path);
  if (pem === undefined) throw new PkiError(`${path} does not exist`);
  const key = parsePublicKey(pem, path);
  checkKind(key, path);
  return key;
}

function parsePublicKey(pem: string, path: string): KeyObject {
  try {
    return createPublicKey(pem.includes('PRIVATE KEY') ? createPrivateKey(pem) : pem);
  } catch {
    throw new PkiError(`${path} is not a PEM public key. Give another file.`);
  }
}

function checkKind(key: KeyObject, path: string): void {
  if (key.asymmetricKeyType !== KIND) throw new PkiError(`${path} holds a key that is not Ed25519. Give another file.`);
}

function privatePemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }) as string;
}

export function publicPemOf(key: KeyObject): string {
  return (key.type === 'public' ? key : createPublicKey(key)).export({ type: 'spki', format: 'pem' }) as string;
}
