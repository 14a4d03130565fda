/** Files with keys of service account tokens, as kube-apiserver takes them. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { PkiError } from './errors.ts';
import { parsePrivateKey, readIfThere } from './pem-pair.ts';

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;
const CURVES: ReadonlySet<string | undefined> = new Set(['prime256v1', 'secp384r1', 'secp521r1']);
const GIVE_ANOTHER = 'Give another file.';

/** The key that signs. @throws PkiError */
export async function readSigningKey(path: string): Promise<KeyObject> {
  const key = parsePrivateKey(await readText(path), path, GIVE_ANOTHER);
  checkKind(key, path);
  return key;
}

/** Keys that verify: public keys, certificates, or private keys whose public halves count. @throws PkiError */
export async function readVerificationKeys(path: string): Promise<KeyObject[]> {
  const blocks = (await readText(path)).matchAll(PEM_BLOCK);
  const keys = [...blocks].filter(([, label]) => label !== 'EC PARAMETERS').map(([pem]) => parseKey(pem, path));
  if (keys.length === 0) throw new PkiError(`${path} holds no PEM key. ${GIVE_ANOTHER}`);
  for (const key of keys) checkKind(key, path);
  return keys;
}

async function readText(path: string): Promise<string> {
  const text = await readIfThere(path);
  if (text === undefined) throw new PkiError(`${path} does not exist`);
  return text;
}

function parseKey(pem: string, path: string): KeyObject {
  try {
    return createPublicKey(pem.includes('PRIVATE KEY') ? createPrivateKey(pem) : pem);
  } catch {
    throw new PkiError(`${path} holds a PEM block that is not a key. ${GIVE_ANOTHER}`);
  }
}

function checkKind(key: KeyObject, path: string): void {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'rsa' || (type === 'ec' && CURVES.has(details?.namedCurve))) return;
  throw new PkiError(
    `${path} holds a key that tokens cannot be signed with: it must be RSA, or of the curve P-256, P-384 or P-521`,
  );
}
