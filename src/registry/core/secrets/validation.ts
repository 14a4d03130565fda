import { type FieldError, invalidValue, path, required, tooLong } from '../../../api/field.ts';
import { isConfigMapKey } from '../../../api/names.ts';
import { isJsonObject, type KubeObject } from '../../../api/object.ts';
import { SECRET_REDACTED } from '../../../api/secret.ts';
import type { V1Secret } from '../../../schema/generated/types.ts';
import { validateImmutable, validateName } from '../../validation/common.ts';
import { base64Bytes, MAX_DATA_BYTES, validateUnchangedIfImmutable } from '../configmaps.ts';

type Secret = V1Secret & KubeObject;

const DATA = path('data');
const SERVICE_ACCOUNT_NAME = 'kubernetes.io/service-account.name';

export function validateSecret(secret: Secret): FieldError[] {
  const data = secret.data ?? {};
  const errors = Object.keys(data).flatMap((key) => validateName(key, isConfigMapKey, DATA.key(key)));
  if (base64Bytes(data) > MAX_DATA_BYTES) errors.push(tooLong(DATA, MAX_DATA_BYTES));
  return [...errors, ...(RULES_OF_TYPES.get(secret.type ?? '')?.(secret) ?? [])];
}

export function validateSecretUpdate(secret: Secret, old: Secret): FieldError[] {
  return [
    ...validateImmutable(secret.type, old.type, path('type')),
    ...validateUnchangedIfImmutable(secret, old, ['data']),
    ...validateSecret(secret),
  ];
}

/** What each built-in type promises to those who mount it. */
const RULES_OF_TYPES = new Map<string, (secret: Secret) => FieldError[]>([
  ['kubernetes.io/service-account-token', namesItsAccount],
  ['kubernetes.io/dockercfg', (secret) => holdsJsonObject(secret, '.dockercfg')],
  ['kubernetes.io/dockerconfigjson', (secret) => holdsJsonObject(secret, '.dockerconfigjson')],
  ['kubernetes.io/basic-auth', (secret) => hasOneOf(secret, ['username', 'password'])],
  ['kubernetes.io/ssh-auth', (secret) => hasContent(secret, 'ssh-privatekey')],
  ['kubernetes.io/tls', (secret) => ['tls.crt', 'tls.key'].flatMap((key) => hasKey(secret, key))],
]);

function namesItsAccount(secret: Secret): FieldError[] {
  if (secret.metadata.annotations?.[SERVICE_ACCOUNT_NAME]) return [];
  return [required(path('metadata', 'annotations').key(SERVICE_ACCOUNT_NAME))];
}

function has(secret: Secret, key: string): boolean {
  return Object.hasOwn(secret.data ?? {}, key);
}

function hasKey(secret: Secret, key: string): FieldError[] {
  return has(secret, key) ? [] : [required(DATA.key(key))];
}

/** They may be empty, but one must be there. */
function hasOneOf(secret: Secret, keys: readonly string[]): FieldError[] {
  return keys.some((key) => has(secret, key)) ? [] : keys.map((key) => required(DATA.key(key)));
}

function hasContent(secret: Secret, key: string): FieldError[] {
  return decodeData(secret, key).length > 0 ? [] : [required(DATA.key(key))];
}

function holdsJsonObject(secret: Secret, key: string): FieldError[] {
  if (!has(secret, key)) return [required(DATA.key(key))];
  try {
    const content: unknown = JSON.parse(decodeData(secret, key));
    if (content === null || isJsonObject(content)) return [];
  } catch {
    // Answered below. The parser's own message could quote the secret.
  }
  return [invalidValue(DATA.key(key), SECRET_REDACTED, 'must be a valid JSON object')];
}

export function decodeData(secret: Secret, key: string): string {
  return has(secret, key) ? Buffer.from(secret.data![key]!, 'base64').toString('utf8') : '';
}
