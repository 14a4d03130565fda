/** What an update of a persistent volume may change. */
import { type FieldError, forbiddenField, invalidValue, path } from '../../../api/field.ts';
import { goDiff } from '../../../api/go-struct.ts';
import type {
  V1NodeSelectorRequirement,
  V1PersistentVolumeSpec,
  V1VolumeNodeAffinity,
} from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { validateImmutable } from '../../validation/common.ts';
import { VOLUME_SOURCE } from './go-structs.ts';
import { SOURCE_KINDS } from './volume-sources.ts';

export function validateVolumeChanges(spec: V1PersistentVolumeSpec, old: V1PersistentVolumeSpec): FieldError[] {
  return [
    ...validateSource(spec, old),
    ...validateImmutable(spec.volumeMode, old.volumeMode, path('volumeMode')),
    ...validateNodeAffinity(spec.nodeAffinity, old.nodeAffinity),
    ...validateAttributesClass(spec, old),
  ];
}

function validateSource(spec: V1PersistentVolumeSpec, old: V1PersistentVolumeSpec): FieldError[] {
  const csi = spec.csi && { ...spec.csi };
  // A secret for expansion may be added later, once.
  if (csi && old.csi && !old.csi.controllerExpandSecretRef) delete csi.controllerExpandSecretRef;
  const after = { ...spec, csi };
  if (SOURCE_KINDS.every(({ field }) => deepEqual(after[field], old[field]))) return [];
  const at = path('spec', 'persistentvolumesource');
  const difference = goDiff(VOLUME_SOURCE, old, after);
  return [forbiddenField(at, `spec.persistentvolumesource is immutable after creation\n${difference}`)];
}

const GA_LABELS: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
]);

/** Fixed once set, but labels of old may become those that took their place. */
function validateNodeAffinity(
  affinity: V1VolumeNodeAffinity | undefined,
  old: V1VolumeNodeAffinity | undefined,
): FieldError[] {
  if (!old || deepEqual(modernized(affinity), modernized(old))) return [];
  const detail = 'field is immutable, except for updating from beta label to GA';
  return [invalidValue(path('nodeAffinity'), affinity, detail)];
}

function modernized(affinity: V1VolumeNodeAffinity | undefined): unknown {
  const modern = (requirement: V1NodeSelectorRequirement) => ({
    ...requirement,
    key: GA_LABELS.get(requirement.key ?? '') ?? requirement.key,
  });
  return affinity?.required?.nodeSelectorTerms?.map((term) => ({
    ...term,
    matchExpressions: term.matchExpressions?.map(modern),
  }));
}

function validateAttributesClass(spec: V1PersistentVolumeSpec, old: V1PersistentVolumeSpec): FieldError[] {
  if (old.volumeAttributesClassName === undefined || spec.volumeAttributesClassName !== undefined) return [];
  const at = path('spec', 'volumeAttributesClassName');
  return [forbiddenField(at, 'update from non-nil value to nil is forbidden')];
}
