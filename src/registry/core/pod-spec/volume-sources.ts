/** The rules of each kind of volume, in the order in which the first one set is looked for. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue } from '../../../api/field.ts';
import { goQuote } from '../../../api/go-format.ts';
import { isDns1123Subdomain } from '../../../api/names.ts';
import { Quantity } from '../../../api/quantity.ts';
import type {
  V1EmptyDirVolumeSource,
  V1EphemeralVolumeSource,
  V1ImageVolumeSource,
  V1Volume,
} from '../../../schema/generated/types.ts';
import { validateEnum } from '../../validation/common.ts';
import { validateTemplateObjectMeta } from '../../validation/object-meta.ts';
import { validatePersistentVolumeClaimSpec } from '../volumes/index.ts';
import { validateHostPath } from './host-path.ts';
import * as legacy from './legacy-volume-sources.ts';
import { validateRelativePath } from './paths.ts';
import { PULL_POLICIES } from './pull-policies.ts';
import { requires, requireValue } from './rules.ts';
import {
  validateConfigMapVolume,
  validateDownwardApiVolume,
  validateProjectedVolume,
  validateSecretVolume,
} from './volume-files.ts';

export type VolumeSourceName = Exclude<keyof V1Volume, 'name'>;

export interface VolumeContext {
  readonly volumeName: string;
  /** Known of pods, not of templates. */
  readonly podName: string | undefined;
  readonly volumeAt: FieldPath;
}

type SourceRules = {
  readonly [S in VolumeSourceName]-?: (
    source: NonNullable<V1Volume[S]>,
    at: FieldPath,
    context: VolumeContext,
  ) => FieldError[];
};

export const VOLUME_SOURCES: SourceRules = {
  emptyDir: validateEmptyDir,
  hostPath: validateHostPath,
  gitRepo: (source, at) => [
    ...requireValue(source.repository, at.child('repository')),
    ...validateRelativePath(source.directory ?? '', at.child('directory')),
  ],
  gcePersistentDisk: legacy.validateGcePersistentDisk,
  awsElasticBlockStore: legacy.validateAwsElasticBlockStore,
  secret: validateSecretVolume,
  nfs: legacy.validateNfs,
  iscsi: (source, at, context) => legacy.validateIscsi(source, at, context.volumeName, context.volumeAt),
  glusterfs: requires('endpoints', 'path'),
  flocker: legacy.validateFlocker,
  persistentVolumeClaim: requires('claimName'),
  rbd: requires('monitors', 'image'),
  cinder: legacy.validateCinder,
  cephfs: requires('monitors'),
  quobyte: legacy.validateQuobyte,
  downwardAPI: validateDownwardApiVolume,
  fc: legacy.validateFibreChannel,
  flexVolume: legacy.validateFlexVolume,
  configMap: validateConfigMapVolume,
  azureFile: requires('secretName', 'shareName'),
  vsphereVolume: requires('volumePath'),
  photonPersistentDisk: requires('pdID'),
  portworxVolume: requires('volumeID'),
  azureDisk: legacy.validateAzureDisk,
  storageos: legacy.validateStorageOs,
  projected: validateProjectedVolume,
  scaleIO: requires('gateway', 'system', 'volumeName'),
  csi: legacy.validateCsi,
  ephemeral: validateEphemeral,
  image: validateImage,
};

function validateEmptyDir(source: V1EmptyDirVolumeSource, at: FieldPath): FieldError[] {
  if (source.sizeLimit === undefined || Quantity.parse(source.sizeLimit).sign() >= 0) return [];
  return [forbiddenField(at.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity')];
}

function validateImage(source: V1ImageVolumeSource, at: FieldPath): FieldError[] {
  return [
    ...requireValue(source.reference, at.child('reference')),
    ...validateEnum(source.pullPolicy, PULL_POLICIES, at.child('pullPolicy')),
  ];
}

function validateEphemeral(source: V1EphemeralVolumeSource, at: FieldPath, context: VolumeContext): FieldError[] {
  return [...validateClaimTemplate(source, at.child('volumeClaimTemplate')), ...validateClaimName(context)];
}

function validateClaimTemplate(
  { volumeClaimTemplate: template }: V1EphemeralVolumeSource,
  at: FieldPath,
): FieldError[] {
  if (!template) return requireValue(undefined, at);
  return [
    ...validateTemplateObjectMeta(template.metadata, at.child('metadata')),
    ...validatePersistentVolumeClaimSpec(template.spec, at.child('spec')),
  ];
}

/** The claim is named after the pod and the volume. */
function validateClaimName({ podName, volumeName, volumeAt }: VolumeContext): FieldError[] {
  if (!podName || !volumeName) return [];
  const name = `${podName}-${volumeName}`;
  return isDns1123Subdomain(name).map((error) =>
    invalidValue(volumeAt.child('name'), volumeName, `PVC name ${goQuote(name)}: ${error}`),
  );
}
