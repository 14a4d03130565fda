/** The rules of each kind of volume that a PersistentVolume can be. */
import { type FieldError, type FieldPath, invalidValue, required } from '../../../api/field.ts';
import { inclusiveRangeError, isDns1123Label } from '../../../api/names.ts';
import type {
  V1AWSElasticBlockStoreVolumeSource,
  V1FCVolumeSource,
  V1FlexPersistentVolumeSource,
  V1FlockerVolumeSource,
  V1GCEPersistentDiskVolumeSource,
  V1HostPathVolumeSource,
  V1LocalVolumeSource,
  V1NFSVolumeSource,
  V1PersistentVolumeSpec,
  V1QuobyteVolumeSource,
  V1StorageOSPersistentVolumeSource,
} from '../../../schema/generated/types.ts';
import { validateEnum, validateName } from '../../validation/common.ts';
import { validateAzureDisk } from './azure-disk.ts';
import { validateCsiSource } from './csi-source.ts';
import { validateIscsi } from './iscsi.ts';

type Source = object;
type Rule<T extends Source = any> = (source: T, path: FieldPath) => FieldError[];

/** The fields of a source that must not be empty. */
export function requireFields(source: Source, fields: readonly string[], path: FieldPath): FieldError[] {
  const values = source as Record<string, unknown>;
  return fields.filter((field) => isBlank(values[field])).map((field) => required(path.child(field)));
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

const needs =
  (...fields: string[]): Rule =>
  (source, path) =>
    requireFields(source, fields, path);

/** A reference to a secret: its name and namespace, where it is given. */
const secretReference: Rule<{ secretRef?: object }> = ({ secretRef }, path) =>
  secretRef ? requireFields(secretRef, ['name', 'namespace'], path.child('secretRef')) : [];

const all =
  (...rules: Rule[]): Rule =>
  (source, path) =>
    rules.flatMap((rule) => rule(source, path));

export function validateNoBacksteps(value: string, path: FieldPath): FieldError[] {
  return value.split('/').includes('..') ? [invalidValue(path, value, "must not contain '..'")] : [];
}

const HOST_PATH_TYPES = [
  'DirectoryOrCreate',
  'Directory',
  'FileOrCreate',
  'File',
  'Socket',
  'CharDevice',
  'BlockDevice',
];

export function validateHostPath({ path: at, type }: V1HostPathVolumeSource, path: FieldPath): FieldError[] {
  if (!at) return [required(path.child('path'))];
  const typeErrors = type ? validateEnum(type, ['', ...HOST_PATH_TYPES], path.child('type')) : [];
  return [...validateNoBacksteps(at, path.child('path')), ...typeErrors];
}

const validateLocal: Rule<V1LocalVolumeSource> = ({ path: at }, path) =>
  at ? validateNoBacksteps(at, path.child('path')) : [required(path.child('path'))];

export function validateNfs(source: V1NFSVolumeSource, path: FieldPath): FieldError[] {
  const errors = requireFields(source, ['server', 'path'], path);
  const absolute = !source.path || source.path.startsWith('/');
  return absolute ? errors : [...errors, invalidValue(path.child('path'), source.path, 'must be an absolute path')];
}

function disk<T extends { partition?: number }>(idField: string): Rule<T> {
  return (source, path) => {
    const partition = source.partition ?? 0;
    const fits = partition >= 0 && partition <= 255;
    return [
      ...requireFields(source, [idField], path),
      ...(fits ? [] : [invalidValue(path.child('partition'), partition, inclusiveRangeError(1, 255))]),
    ];
  };
}

const validateFlocker: Rule<V1FlockerVolumeSource> = ({ datasetName, datasetUUID }, path) => {
  if (!datasetName && !datasetUUID) return [required(path, 'one of datasetName and datasetUUID is required')];
  const errors: FieldError[] = [];
  if (datasetName && datasetUUID) {
    errors.push(invalidValue(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'));
  }
  if (datasetName?.includes('/')) {
    errors.push(invalidValue(path.child('datasetName'), datasetName, "must not contain '/'"));
  }
  return errors;
};

const WWN_OR_WWID = 'must specify either targetWWNs or wwids, but not both';

export function validateFibreChannel({ lun, targetWWNs, wwids }: V1FCVolumeSource, path: FieldPath): FieldError[] {
  const at = path.child('targetWWNs');
  if (!targetWWNs?.length) return wwids?.length ? [] : [required(at, WWN_OR_WWID)];
  const errors = wwids?.length ? [invalidValue(at, targetWWNs, WWN_OR_WWID)] : [];
  if (lun === undefined) return [...errors, required(path.child('lun'), 'lun is required if targetWWNs is specified')];
  const fits = lun >= 0 && lun <= 255;
  return fits ? errors : [...errors, invalidValue(path.child('lun'), lun, inclusiveRangeError(0, 255))];
}

const REGISTRY = 'must be a host:port pair or multiple pairs separated by commas';

const validateQuobyte: Rule<V1QuobyteVolumeSource> = (source, path) => {
  const errors: FieldError[] = [];
  const registry = path.child('registry');
  if (!source.registry) errors.push(required(registry, REGISTRY));
  else if (!source.registry.split(',').every(isHostPort))
    errors.push(invalidValue(registry, source.registry, REGISTRY));
  if ((source.tenant ?? '').length > 64) {
    errors.push(required(path.child('tenant'), 'must be a UUID and may not exceed a length of 64 characters'));
  }
  return [...errors, ...requireFields(source, ['volume'], path)];
};

function isHostPort(text: string): boolean {
  return /^(\[[^\]]*\]|[^:[\]]*):[^:]*$/.test(text);
}

const validateFlex: Rule<V1FlexPersistentVolumeSource> = (source, path) => {
  const errors = requireFields(source, ['driver'], path);
  for (const [key, value] of Object.entries(source.options ?? {})) {
    const namespace = key.split('/')[0]!.toLowerCase();
    if (key.includes('/') && (namespace === 'kubernetes.io' || namespace.endsWith('.kubernetes.io'))) {
      const at = path.child('options').key(key);
      errors.push(invalidValue(at, value, 'must not use reserved kubernetes.io namespace'));
    }
  }
  return errors;
};

const validateStorageOs: Rule<V1StorageOSPersistentVolumeSource> = (source, path) => [
  ...(source.volumeName
    ? validateName(source.volumeName, isDns1123Label, path.child('volumeName'))
    : [required(path.child('volumeName'))]),
  ...(source.volumeNamespace
    ? validateName(source.volumeNamespace, isDns1123Label, path.child('volumeNamespace'))
    : []),
  ...secretReference(source, path),
];

const EMPTY_NAMESPACE = 'if the endpointnamespace is set, it must be a valid namespace name';

const validateGlusterfs: Rule<{ endpointsNamespace?: string }> = (source, path) => [
  ...requireFields(source, ['endpoints'], path),
  ...(source.endpointsNamespace === '' ? [invalidValue(path.child('endpointsNamespace'), '', EMPTY_NAMESPACE)] : []),
  ...requireFields(source, ['path'], path),
];

const validateAzureFile: Rule<{ secretNamespace?: string }> = (source, path) => [
  ...requireFields(source, ['secretName', 'shareName'], path),
  ...(source.secretNamespace === '' ? [required(path.child('secretNamespace'))] : []),
];

interface SourceKind {
  readonly field: keyof V1PersistentVolumeSpec;
  readonly rule: Rule;
  /** Where upstream reports errors, when it is not the field. */
  readonly reportedAs?: string;
}

/** In the order in which upstream looks at them: the first that is set is the volume, each further one an error. */
export const SOURCE_KINDS: readonly SourceKind[] = [
  { field: 'hostPath', rule: validateHostPath },
  {
    field: 'gcePersistentDisk',
    rule: disk<V1GCEPersistentDiskVolumeSource>('pdName'),
    reportedAs: 'persistentDisk',
  },
  { field: 'awsElasticBlockStore', rule: disk<V1AWSElasticBlockStoreVolumeSource>('volumeID') },
  { field: 'glusterfs', rule: validateGlusterfs },
  { field: 'flocker', rule: validateFlocker },
  { field: 'nfs', rule: validateNfs },
  { field: 'rbd', rule: needs('monitors', 'image') },
  { field: 'quobyte', rule: validateQuobyte },
  { field: 'cephfs', rule: needs('monitors') },
  { field: 'iscsi', rule: validateIscsi },
  { field: 'cinder', rule: all(needs('volumeID'), secretReference) },
  { field: 'fc', rule: validateFibreChannel },
  { field: 'flexVolume', rule: validateFlex },
  { field: 'azureFile', rule: validateAzureFile },
  { field: 'vsphereVolume', rule: needs('volumePath') },
  { field: 'photonPersistentDisk', rule: needs('pdID') },
  { field: 'portworxVolume', rule: needs('volumeID') },
  { field: 'azureDisk', rule: validateAzureDisk },
  { field: 'scaleIO', rule: needs('gateway', 'system', 'volumeName') },
  { field: 'local', rule: validateLocal },
  { field: 'storageos', rule: validateStorageOs },
  { field: 'csi', rule: validateCsiSource },
];
