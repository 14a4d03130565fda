/** The rules of each kind of volume that a PersistentVolume can be. */
import { type FieldError, type FieldPath, invalidValue, required } from '../../../api/field.ts';
import type {
  V1AzureFilePersistentVolumeSource,
  V1GlusterfsPersistentVolumeSource,
  V1ISCSIPersistentVolumeSource,
  V1LocalVolumeSource,
  V1PersistentVolumeSpec,
  V1SecretReference,
  V1StorageOSPersistentVolumeSource,
} from '../../../schema/generated/types.ts';
import { validateHostPath } from '../pod-spec/host-path.ts';
import * as legacy from '../pod-spec/legacy-volume-sources.ts';
import { validateNoBacksteps } from '../pod-spec/paths.ts';
import { optionalLabel, requiredLabel, requires, requireValue } from '../pod-spec/rules.ts';
import { validateCsiSource } from './csi-source.ts';

/** @param volume the name of the volume */
type Rule<T extends object = any> = (source: T, path: FieldPath, volume: string) => FieldError[];

/** A reference to a secret, where there is one, names it and its namespace. */
const secretReference = ({ secretRef }: { secretRef?: V1SecretReference }, path: FieldPath): FieldError[] =>
  secretRef ? requires<V1SecretReference>('name', 'namespace')(secretRef, path.child('secretRef')) : [];

const all =
  (...rules: Rule[]): Rule =>
  (source, path, volume) =>
    rules.flatMap((rule) => rule(source, path, volume));

const validateLocal: Rule<V1LocalVolumeSource> = ({ path: at }, path) =>
  at ? validateNoBacksteps(at, path.child('path')) : [required(path.child('path'))];

const validateIscsi: Rule<V1ISCSIPersistentVolumeSource> = (source, path, volume) => {
  const { secretRef, targetPortal = '' } = source;
  return [
    ...requireValue(targetPortal, path.child('targetPortal')),
    ...legacy.validateIscsiLength(source, volume, path.child('targetportal'), targetPortal),
    ...legacy.validateIscsiSession(source, path),
    ...(secretRef ? requireValue(secretRef.name, path.child('secretRef', 'name')) : []),
  ];
};

const validateStorageOs: Rule<V1StorageOSPersistentVolumeSource> = (source, path) => [
  ...requiredLabel(source.volumeName, path.child('volumeName')),
  ...optionalLabel(source.volumeNamespace, path.child('volumeNamespace')),
  ...secretReference(source, path),
];

const EMPTY_NAMESPACE = 'if the endpointnamespace is set, it must be a valid namespace name';

const validateGlusterfs: Rule<V1GlusterfsPersistentVolumeSource> = (source, path) => [
  ...requires<V1GlusterfsPersistentVolumeSource>('endpoints')(source, path),
  ...(source.endpointsNamespace === '' ? [invalidValue(path.child('endpointsNamespace'), '', EMPTY_NAMESPACE)] : []),
  ...requires<V1GlusterfsPersistentVolumeSource>('path')(source, path),
];

const validateAzureFile: Rule<V1AzureFilePersistentVolumeSource> = (source, path) => [
  ...requires<V1AzureFilePersistentVolumeSource>('secretName', 'shareName')(source, path),
  ...(source.secretNamespace === '' ? [required(path.child('secretNamespace'))] : []),
];

interface SourceKind {
  readonly field: keyof V1PersistentVolumeSpec;
  readonly rule: Rule;
  /** Where upstream reports errors, when it is not the field. */
  readonly reportedAs?: string;
  /** And where, when there is another source already. */
  readonly refusedAs?: string;
  /** Upstream lets it stand beside another source. */
  readonly joins?: boolean;
}

/** In the order in which upstream looks at them: the first that is set is the volume, each further one an error. */
export const SOURCE_KINDS: readonly SourceKind[] = [
  { field: 'hostPath', rule: validateHostPath },
  { field: 'gcePersistentDisk', rule: legacy.validateGcePersistentDisk, reportedAs: 'persistentDisk' },
  { field: 'awsElasticBlockStore', rule: legacy.validateAwsElasticBlockStore },
  { field: 'glusterfs', rule: validateGlusterfs },
  { field: 'flocker', rule: legacy.validateFlocker },
  { field: 'nfs', rule: legacy.validateNfs },
  { field: 'rbd', rule: requires('monitors', 'image') },
  { field: 'quobyte', rule: legacy.validateQuobyte },
  { field: 'cephfs', rule: requires('monitors'), refusedAs: 'cephFS' },
  { field: 'iscsi', rule: validateIscsi },
  { field: 'cinder', rule: all(requires('volumeID'), secretReference) },
  { field: 'fc', rule: legacy.validateFibreChannel },
  { field: 'flexVolume', rule: legacy.validateFlexVolume, joins: true },
  { field: 'azureFile', rule: validateAzureFile },
  { field: 'vsphereVolume', rule: requires('volumePath') },
  { field: 'photonPersistentDisk', rule: requires('pdID') },
  { field: 'portworxVolume', rule: requires('volumeID') },
  { field: 'azureDisk', rule: legacy.validateAzureDisk },
  { field: 'scaleIO', rule: requires('gateway', 'system', 'volumeName') },
  { field: 'local', rule: validateLocal },
  { field: 'storageos', rule: validateStorageOs },
  { field: 'csi', rule: validateCsiSource },
];
