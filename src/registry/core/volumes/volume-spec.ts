/** PersistentVolumeSpec: of persistent volumes, and inline in volume attachments. */
import { posix } from 'node:path';
import { type FieldError, type FieldPath, forbiddenField, notSupported, required } from '../../../api/field.ts';
import type { V1PersistentVolumeSpec } from '../../../schema/generated/types.ts';
import { validateEnum } from '../../validation/common.ts';
import { validateNodeSelector } from '../pod-spec/node-selector.ts';
import {
  VOLUME_MODES,
  validateAccessModes,
  validateClassName,
  validateNonnegativeQuantity,
  validatePositiveQuantity,
} from './storage-quantity.ts';
import { SOURCE_KINDS } from './volume-sources.ts';

const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const NOT_INLINE = 'may not be specified in the context of inline volumes';
const INLINE_FORBIDDEN = ['claimRef', 'capacity', 'nodeAffinity', 'storageClassName'] as const;

export function validateVolumeSpec(spec: V1PersistentVolumeSpec, path: FieldPath): FieldError[] {
  return [
    ...validateModes(spec, path),
    ...validateCapacity(spec.capacity ?? {}, path.child('capacity')),
    ...(spec.persistentVolumeReclaimPolicy
      ? validateEnum(spec.persistentVolumeReclaimPolicy, RECLAIM_POLICIES, path.child('persistentVolumeReclaimPolicy'))
      : []),
    ...validateNodeAffinity(spec, path.child('nodeAffinity')),
    ...validateSources(spec, path),
    ...validateRecycling(spec, path),
    ...validateClassName(spec.storageClassName, path.child('storageClassName')),
    ...validateVolumeMode(spec.volumeMode, path.child('volumeMode')),
    ...validateAttributesClass(spec, path),
  ];
}

/** A volume that a VolumeAttachment holds itself: only CSI migration writes these. */
export function validateInlineVolumeSpec(spec: V1PersistentVolumeSpec, path: FieldPath): FieldError[] {
  const errors = INLINE_FORBIDDEN.filter((field) => spec[field]).map((field) =>
    forbiddenField(path.child(field), NOT_INLINE),
  );
  if (!spec.csi) errors.push(required(path.child('csi'), 'has to be specified in the context of inline volumes'));
  if ((spec.persistentVolumeReclaimPolicy || 'Retain') !== 'Retain') {
    const detail = 'may only be Retain in the context of inline volumes';
    errors.push(forbiddenField(path.child('persistentVolumeReclaimPolicy'), detail));
  }
  if ((spec.volumeMode ?? 'Filesystem') !== 'Filesystem') {
    const detail = 'may not specify volumeMode other than Filesystem in the context of inline volumes';
    errors.push(forbiddenField(path.child('volumeMode'), detail));
  }
  return [...errors, ...validateModes(spec, path), ...validateSources(spec, path)];
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
    errors.push(...validateNonnegativeQuantity(quantity, at), ...validatePositiveQuantity(quantity, at));
  }
  return errors;
}

function validateNodeAffinity({ nodeAffinity }: V1PersistentVolumeSpec, path: FieldPath): FieldError[] {
  if (!nodeAffinity) return [];
  if (!nodeAffinity.required) return [required(path.child('required'), 'must specify required node constraints')];
  return validateNodeSelector(nodeAffinity.required, path.child('required'));
}

function validateSources(spec: V1PersistentVolumeSpec, path: FieldPath): FieldError[] {
  const [first, ...more] = SOURCE_KINDS.filter(({ field }) => spec[field] !== undefined);
  if (!first) return [required(path, 'must specify a volume type')];
  const errors = first.rule(spec[first.field], path.child(first.reportedAs ?? first.field));
  if (first.field === 'local' && !spec.nodeAffinity) {
    errors.push(required(path.child('nodeAffinity'), 'Local volume requires node affinity'));
  }
  return [
    ...errors,
    ...more.map(({ field }) => forbiddenField(path.child(field), 'may not specify more than 1 volume type')),
  ];
}

function validateRecycling(spec: V1PersistentVolumeSpec, path: FieldPath): FieldError[] {
  const isRoot = spec.hostPath?.path !== undefined && posix.normalize(spec.hostPath.path) === '/';
  if (!isRoot || spec.persistentVolumeReclaimPolicy !== 'Recycle') return [];
  const at = path.child('persistentVolumeReclaimPolicy');
  return [forbiddenField(at, "may not be 'recycle' for a hostPath mount of '/'")];
}

function validateVolumeMode(mode: string | undefined, path: FieldPath): FieldError[] {
  return mode === undefined || VOLUME_MODES.includes(mode) ? [] : [notSupported(path, mode, VOLUME_MODES)];
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
