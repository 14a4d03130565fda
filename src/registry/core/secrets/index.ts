import type { KubeObject } from '../../../api/object.ts';
import type { V1Secret } from '../../../schema/generated/types.ts';
import { setOwn } from '../../../util/json-value.ts';
import { defineResource } from '../../resource.ts';
import { tlsPairProblem } from './tls-pair.ts';
import { decodeData, validateSecret, validateSecretUpdate } from './validation.ts';

type Secret = V1Secret & KubeObject;

function setDefaults(secret: Secret): void {
  foldStringData(secret);
  secret.type ||= 'Opaque';
}

/** `stringData` is a write-only convenience: it lands in `data` and wins over it. */
function foldStringData(secret: Secret): void {
  const texts = Object.entries(secret.stringData ?? {});
  if (texts.length > 0) secret.data = { ...secret.data };
  for (const [key, text] of texts) setOwn(secret.data!, key, Buffer.from(text, 'utf8').toString('base64'));
  delete secret.stringData;
}

function warnings(secret: Secret): string[] {
  if (secret.type !== 'kubernetes.io/tls') return [];
  const problem = tlsPairProblem(decodeData(secret, 'tls.crt'), decodeData(secret, 'tls.key'));
  return problem ? [problem] : [];
}

export const secrets = defineResource<Secret>({
  name: 'secrets',
  kind: 'Secret',
  namespaced: true,
  strategy: { defaults: setDefaults, validate: validateSecret, validateUpdate: validateSecretUpdate, warnings },
  selectableFields: { type: (secret) => secret.type ?? '' },
});
