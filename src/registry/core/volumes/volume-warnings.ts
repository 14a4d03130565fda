import { path } from '../../../api/field.ts';
import type { KubeObject } from '../../../api/object.ts';
import { BETA_STORAGE_CLASS_ANNOTATION } from '../../../api/storage-class.ts';
import type { V1PersistentVolume, V1PersistentVolumeSpec } from '../../../schema/generated/types.ts';
import { nodeSelectorTermWarnings } from '../../validation/node-labels.ts';

const RECYCLE =
  'The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.';

const DEPRECATED_ANNOTATIONS: readonly (readonly [string, string])[] = [
  [BETA_STORAGE_CLASS_ANNOTATION, 'deprecated since v1.8; use "storageClassName" attribute instead'],
  ['volume.beta.kubernetes.io/mount-options', 'deprecated since v1.31; use "mountOptions" attribute instead'],
];

const DEPRECATED_SOURCES: readonly (readonly [keyof V1PersistentVolumeSpec, string])[] = [
  ['cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['rbd', 'deprecated in v1.28, non-functional in v1.31+'],
  ['scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
];

export function volumeWarnings({ metadata, spec = {} }: V1PersistentVolume & KubeObject): string[] {
  const annotations = metadata.annotations ?? {};
  const warnings = DEPRECATED_ANNOTATIONS.filter(([key]) => Object.hasOwn(annotations, key)).map(
    ([key, text]) => `${path('metadata', 'annotations').key(key)}: ${text}`,
  );
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    warnings.push(`spec.persistentVolumeReclaimPolicy: ${RECYCLE}`);
  }
  const termsAt = path('spec', 'nodeAffinity', 'required', 'nodeSelectorTerms');
  warnings.push(...nodeSelectorTermWarnings(spec.nodeAffinity?.required?.nodeSelectorTerms ?? [], termsAt));
  for (const [field, text] of DEPRECATED_SOURCES) {
    // Upstream writes this one name otherwise than the field is written.
    if (spec[field]) warnings.push(`spec.${field === 'storageos' ? 'storageOS' : field}: ${text}`);
  }
  return warnings;
}
