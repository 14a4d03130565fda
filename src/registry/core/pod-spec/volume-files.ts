/** Volumes that hold files made of API objects: secrets, config maps, the downward API, tokens. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../../api/field.ts';
import type {
  V1ConfigMapVolumeSource,
  V1DownwardAPIVolumeFile,
  V1DownwardAPIVolumeSource,
  V1KeyToPath,
  V1ProjectedVolumeSource,
  V1SecretVolumeSource,
  V1ServiceAccountTokenProjection,
  V1VolumeProjection,
} from '../../../schema/generated/types.ts';
import { validateFileFieldRef, validateResourceFieldRef } from './field-refs.ts';
import { validateLocalPath } from './paths.ts';
import { each, requireValue } from './rules.ts';

const MAX_MODE = 0o777;
const MIN_TOKEN_SECONDS = 10 * 60;
const MAX_TOKEN_SECONDS = 2 ** 32;

function validateMode(mode: number | undefined, at: FieldPath): FieldError[] {
  if (mode === undefined || (mode >= 0 && mode <= MAX_MODE)) return [];
  return [invalidValue(at, mode, 'must be a number between 0 and 0777 (octal), both inclusive')];
}

export function validateSecretVolume(source: V1SecretVolumeSource, at: FieldPath): FieldError[] {
  return [
    ...requireValue(source.secretName, at.child('secretName')),
    ...validateMode(source.defaultMode, at.child('defaultMode')),
    ...each(source.items, at.child('items'), validateKeyToPath),
  ];
}

export function validateConfigMapVolume(source: V1ConfigMapVolumeSource, at: FieldPath): FieldError[] {
  return [
    ...requireValue(source.name, at.child('name')),
    ...validateMode(source.defaultMode, at.child('defaultMode')),
    ...each(source.items, at.child('items'), validateKeyToPath),
  ];
}

function validateKeyToPath(item: V1KeyToPath, at: FieldPath): FieldError[] {
  return [
    ...requireValue(item.key, at.child('key')),
    ...requireValue(item.path, at.child('path')),
    ...validateLocalPath(item.path ?? '', at.child('path')),
    ...validateMode(item.mode, at.child('mode')),
  ];
}

/** Upstream reports every file at the volume, without its index. */
export function validateDownwardApiVolume(source: V1DownwardAPIVolumeSource, at: FieldPath): FieldError[] {
  return [
    ...validateMode(source.defaultMode, at.child('defaultMode')),
    ...(source.items ?? []).flatMap((file) => validateDownwardApiFile(file, at)),
  ];
}

function validateDownwardApiFile(file: V1DownwardAPIVolumeFile, at: FieldPath): FieldError[] {
  return [
    ...requireValue(file.path, at.child('path')),
    ...validateLocalPath(file.path ?? '', at.child('path')),
    ...validateFileContent(file, at),
    ...validateMode(file.mode, at.child('mode')),
  ];
}

function validateFileContent({ fieldRef, resourceFieldRef }: V1DownwardAPIVolumeFile, at: FieldPath): FieldError[] {
  if (!fieldRef) {
    return resourceFieldRef
      ? validateResourceFieldRef(resourceFieldRef, at.child('resourceFieldRef'), true)
      : [required(at, 'one of fieldRef and resourceFieldRef is required')];
  }
  const errors = validateFileFieldRef(fieldRef, at.child('fieldRef'));
  if (!resourceFieldRef) return errors;
  const detail = 'fieldRef and resourceFieldRef can not be specified simultaneously';
  return [...errors, invalidValue(at, 'resource', detail)];
}

export function validateProjectedVolume(source: V1ProjectedVolumeSource, at: FieldPath): FieldError[] {
  const paths = new Set<string>();
  return [
    ...validateMode(source.defaultMode, at.child('defaultMode')),
    ...each(source.sources, at.child('sources'), (projection, projectionAt) =>
      validateProjection(projection, paths, projectionAt, at),
    ),
  ];
}

/** @param volumeAt upstream reports clashing paths, and bad paths of tokens, at the volume */
function validateProjection(
  projection: V1VolumeProjection,
  paths: Set<string>,
  at: FieldPath,
  volumeAt: FieldPath,
): FieldError[] {
  const { secret, configMap, downwardAPI, serviceAccountToken } = projection;
  const errors: FieldError[] = [];
  for (const [source, sourceAt] of [
    [secret, at.child('secret')],
    [configMap, at.child('configMap')],
  ] as const) {
    if (!source) continue;
    errors.push(
      ...requireValue(source.name, sourceAt.child('name')),
      ...each(source.items, sourceAt.child('items'), validateKeyToPath),
      ...validateUniquePaths(source.items, source.name, paths, volumeAt),
    );
  }
  if (downwardAPI) {
    const files = downwardAPI.items ?? [];
    errors.push(
      ...files.flatMap((file) => validateDownwardApiFile(file, at.child('downwardAPI'))),
      ...validateUniquePaths(files, undefined, paths, volumeAt),
    );
  }
  if (serviceAccountToken) {
    errors.push(...validateToken(serviceAccountToken, at.child('serviceAccountToken'), volumeAt));
  }
  const count = [secret, configMap, downwardAPI, serviceAccountToken].filter(Boolean).length;
  if (count > 1) errors.push(forbiddenField(at, 'may not specify more than 1 volume type per source'));
  return errors;
}

/** @param shown what the message shows; absent: the path itself */
function validateUniquePaths(
  items: readonly { path?: string }[] | undefined,
  shown: string | undefined,
  seen: Set<string>,
  at: FieldPath,
): FieldError[] {
  return (items ?? []).flatMap(({ path }) => {
    if (!path) return [];
    if (seen.has(path)) return [invalidValue(at, shown ?? path, 'conflicting duplicate paths')];
    seen.add(path);
    return [];
  });
}

function validateToken(token: V1ServiceAccountTokenProjection, at: FieldPath, volumeAt: FieldPath): FieldError[] {
  const seconds = token.expirationSeconds ?? 0;
  const errors: FieldError[] = [];
  if (seconds < MIN_TOKEN_SECONDS) {
    const detail = 'may not specify a duration less than 10 minutes';
    errors.push(invalidValue(at.child('expirationSeconds'), seconds, detail));
  }
  if (seconds > MAX_TOKEN_SECONDS) {
    const detail = 'may not specify a duration larger than 2^32 seconds';
    errors.push(invalidValue(at.child('expirationSeconds'), seconds, detail));
  }
  const pathAt = volumeAt.child('path');
  return [...errors, ...(token.path ? validateLocalPath(token.path, pathAt) : [required(pathAt)])];
}
