/** PersistentVolumeSpec: of persistent volumes, and inline in volume attachments. */
import { posix } from 'node:path';
import { type FieldError, type FieldPath, forbiddenField, notSupported, required } from '../../../api/field.ts';
import type { V1PersistentVolumeSpec } from '../../../schema/generated/types.ts';
import { supported, validateEnum } from '../../validation/common.ts';
import { validateNodeSelector } from '../pod-spec/node-selector.ts';
import {
  VOLUME_MODES,
  validateAccessModes,
  validateBasicResource,
  validateClassName,
  validatePositiveQuantity,
} from './storage-quantity.ts';
import { SOURCE_KINDS } from './volume-sources.ts';

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const NOT_INLINE = 'may not be specified in the context of inline volumes';
const ONLY_RETAINED = 'may only be Retain in the context of inline volumes';
const ONLY_FILE_SYSTEMS = 'may not specify volumeMode other than Filesystem in the context of inline volumes';

/** @param volume the name of the volume */
export function validateVolumeSpec(spec: V1PersistentVolumeSpec, path: FieldPath, volume: string): FieldError[] {
  return [
    ...validateModes(spec, path),
    ...validateCapacity(spec.capacity ?? {}, path.child('capacity')),
    ...(spec.persistentVolumeReclaimPolicy
      ? validateEnum(spec.persistentVolumeReclaimPolicy, RECLAIM_POLICIES, path.child('persistentVolumeReclaimPolicy'))
      : []),
    ...validateNodeAffinity(spec, path.child('nodeAffinity')),
    ...validateSources(spec, path, volume),
    ...validateRecycling(spec, path),
    ...validateClassName(spec.storageClassName, path.child('storageClassName')),
    ...supported(spec.volumeMode, VOLUME_MODES, path.child('volumeMode')),
    ...validateAttributesClass(spec, path),
  ];
}

/** A volume that a VolumeAttachment holds itself: only CSI migration writes these. */
export function validateInlineVolumeSpec(spec: V1PersistentVolumeSpec, path: FieldPath): FieldError[] {
  const refuse = (field: keyof V1PersistentVolumeSpec, isSet: unknown, detail = NOT_INLINE) =>
    isSet ? [forbiddenField(path.child(field), detail)] : [];
  const { persistentVolumeReclaimPolicy: reclaiming = '', volumeMode: mode = 'Filesystem' } = spec;
  return [
    ...refuse('claimRef', spec.claimRef),
    ...refuse('capacity', Object.keys(spec.capacity ?? {}).length > 0),
    ...(spec.csi ? [] : [required(path.child('csi'), 'has to be specified in the context of inline volumes')]),
    ...validateModes(spec, path),
    ...refuse('persistentVolumeReclaimPolicy', reclaiming !== '' && reclaiming !== 'Retain', ONLY_RETAINED),
    ...refuse('nodeAffinity', spec.nodeAffinity),
    ...validateSources({ ...spec, nodeAffinity: undefined }, path, ''),
    ...validateRecycling(spec, path),
    ...refuse('storageClassName', spec.storageClassName),
    ...refuse('volumeMode', mode !== 'Filesystem', ONLY_FILE_SYSTEMS),
  ];
}

function validateModes({ accessModes = [] }: V1PersistentVolumeSpec, path: FieldPath): FieldError[] {
  const at = path.child('accessModes');
  return [...(accessModes.length === 0 ? [required(at)] : []), ...validateAccessModes(accessModes, at)];
}

function validateCapacity(capacity: Record<string, string>, path: FieldPath): FieldError[] {
  const names = Object.keys(capacity);
  const errors: FieldError[] = names.length === 0 ? [required(path)] : [];
  if (names.length !== 1 || names[0] !== 'storage') errors.push(notSupported(path, capacity, ['storage']));
  for (const [name, quantity] of Object.entries(capacity)) {
    const at = path.key(name);
    errors.push(...validateBasicResource(quantity, at), ...validatePositiveQuantity(quantity, at));
  }
  return errors;
}

function validateNodeAffinity({ nodeAffinity }: V1PersistentVolumeSpec, path: FieldPath): FieldError[] {
  if (!nodeAffinity) return [];
  if (!nodeAffinity.required) return [required(path.child('required'), 'must specify required node constraints')];
  return validateNodeSelector(nodeAffinity.required, path.child('required'));
}

function validateSources(
  spec: Omit<V1PersistentVolumeSpec, 'nodeAffinity'> & { nodeAffinity?: object | undefined },
  path: FieldPath,
  volume: string,
): FieldError[] {
  const given = SOURCE_KINDS.filter(({ field }) => spec[field] !== undefined);
  if (given.length === 0) return [required(path, 'must specify a volume type')];
  return given.flatMap(({ field, joins, refusedAs = field, reportedAs = field, rule }, position) => {
    if (position > 0 && !joins) {
      return [forbiddenField(path.child(refusedAs), 'may not specify more than 1 volume type')];
    }
    const errors = rule(spec[field], path.child(reportedAs), volume);
    if (field !== 'local' || spec.nodeAffinity) return errors;
    return [...errors, required(path.child('nodeAffinity'), 'Local volume requires node affinity')];
  });
}

function validateRecycling(spec: V1PersistentVolumeSpec, path: FieldPath): FieldError[] {
  const isRoot = spec.hostPath?.path !== undefined && posix.normalize(spec.hostPath.path) === '/';
  if (!isRoot || spec.persistentVolumeReclaimPolicy !== 'Recycle') return [];
  const at = path.child('persistentVolumeReclaimPolicy');
  return [forbiddenField(at, "may not be 'recycle' for a hostPath mount of '/'")];
}

function validateAttributesClass(spec: V1PersistentVolumeSpec, path: FieldPath): FieldError[] {
  if (spec.volumeAttributesClassName === undefined) return [];
  const at = path.child('volumeAttributesClassName');
  const errors =
    spec.volumeAttributesClassName === ''
      ? [required(at, 'an empty string is disallowed')]
      : validateClassName(spec.volumeAttributesClassName, at);
  if (spec.csi) return errors;
  return [...errors, required(path.child('csi'), 'has to be specified when using volumeAttributesClassName')];
}
