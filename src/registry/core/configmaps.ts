import { type FieldError, type FieldPath, forbiddenField, invalidValue, path, tooLong } from '../../api/field.ts';
import { byteLength, isConfigMapKey } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ConfigMap } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { defineResource } from '../resource.ts';
import { validateName } from '../validation/common.ts';

type ConfigMap = V1ConfigMap & KubeObject;

/** What etcd takes in one value, with room for the metadata: data of ConfigMaps and Secrets together. */
export const MAX_DATA_BYTES = 1024 * 1024;
const WHOLE_OBJECT = path('');
const IMMUTABLE_ONCE_SET = 'field is immutable when `immutable` is set';

function validateConfigMap(configMap: ConfigMap): FieldError[] {
  const data = configMap.data ?? {};
  const binaryData = configMap.binaryData ?? {};
  const errors = [
    ...Object.keys(data).flatMap((key) => validateDataKey(key, binaryData)),
    ...Object.keys(binaryData).flatMap((key) => validateName(key, isConfigMapKey, path('binaryData').key(key))),
  ];
  if (textBytes(data) + base64Bytes(binaryData) > MAX_DATA_BYTES) errors.push(tooLong(WHOLE_OBJECT, MAX_DATA_BYTES));
  return errors;
}

function validateDataKey(key: string, binaryData: Readonly<Record<string, string>>): FieldError[] {
  const at = path('data').key(key);
  const errors = validateName(key, isConfigMapKey, at);
  if (Object.hasOwn(binaryData, key)) errors.push(invalidValue(at, key, 'duplicate of key present in binaryData'));
  return errors;
}

function textBytes(data: Readonly<Record<string, string>>): number {
  return Object.values(data).reduce((sum, text) => sum + byteLength(text), 0);
}

export function base64Bytes(data: Readonly<Record<string, string>>): number {
  return Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text, 'base64'), 0);
}

function validateConfigMapUpdate(configMap: ConfigMap, old: ConfigMap): FieldError[] {
  return [...validateUnchangedIfImmutable(configMap, old, ['data', 'binaryData']), ...validateConfigMap(configMap)];
}

/** Of ConfigMaps and Secrets: `immutable: true` can be set once and then holds itself and the data. */
export function validateUnchangedIfImmutable<T extends { immutable?: boolean }>(
  object: T,
  old: T,
  fields: readonly (keyof T & string)[],
): FieldError[] {
  if (!old.immutable) return [];
  const immutable = (at: FieldPath): FieldError => forbiddenField(at, IMMUTABLE_ONCE_SET);
  const errors = object.immutable ? [] : [immutable(path('immutable'))];
  const changed = fields.filter((field) => !deepEqual(object[field], old[field]));
  return [...errors, ...changed.map((field) => immutable(path(field)))];
}

export const configMaps = defineResource<ConfigMap>({
  name: 'configmaps',
  kind: 'ConfigMap',
  namespaced: true,
  shortNames: ['cm'],
  strategy: { validate: validateConfigMap, validateUpdate: validateConfigMapUpdate },
});
