/** What an update of a claim, or of its status, may change. */
import { type FieldError, type FieldPath, forbiddenField, notSupported, path, required } from '../../../api/field.ts';
import { goDiff } from '../../../api/go-struct.ts';
import { isQualifiedName } from '../../../api/names.ts';
import type { KubeObject } from '../../../api/object.ts';
import { Quantity } from '../../../api/quantity.ts';
import { isNativeResource } from '../../../api/resource-kinds.ts';
import { BETA_STORAGE_CLASS_ANNOTATION } from '../../../api/storage-class.ts';
import type {
  V1PersistentVolumeClaim,
  V1PersistentVolumeClaimSpec,
  V1PersistentVolumeClaimStatus,
} from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { validateImmutable, validateName } from '../../validation/common.ts';
import { CLAIM_SPEC } from './go-structs.ts';
import { validateBasicResource } from './storage-quantity.ts';

export type PersistentVolumeClaim = V1PersistentVolumeClaim & KubeObject;

const STORAGE = path('spec', 'resources', 'requests', 'storage');
const IMMUTABLE =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
const ATTRIBUTES_CLASS = path('spec', 'volumeAttributesClassName');

export function validateClaimChanges(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const spec = claim.spec ?? {};
  const oldSpec = old.spec ?? {};
  const errors = movesClassFromAnnotation(claim, old) ? [] : validateClassAnnotation(claim, old);
  const before = { ...oldSpec, volumeName: oldSpec.volumeName || spec.volumeName };
  const after = withoutMutableParts(claim, old);
  if (!deepEqual(after, before)) {
    errors.push(forbiddenField(path('spec'), `${IMMUTABLE}\n${goDiff(CLAIM_SPEC, before, after)}`));
  }
  return [
    ...errors,
    ...validateShrinking(claim, old),
    ...validateImmutable(spec.volumeMode, oldSpec.volumeMode, path('volumeMode')),
    ...validateAttributesClass(spec, oldSpec),
  ];
}

/** The new spec with the old values of everything that this claim, in its state, may change. */
function withoutMutableParts(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): V1PersistentVolumeClaimSpec {
  const spec = { ...claim.spec };
  const oldSpec = old.spec ?? {};
  if (movesClassFromAnnotation(claim, old) || setsFirstClass(claim, old)) {
    spec.storageClassName = oldSpec.storageClassName as string;
  }
  spec.volumeAttributesClassName = oldSpec.volumeAttributesClassName as string;
  if (claim.status?.phase !== 'Bound' || !spec.resources?.requests) return spec;
  const requests = { ...spec.resources.requests, storage: oldSpec.resources?.requests?.storage as string };
  return { ...spec, resources: { ...spec.resources, requests } };
}

function classAnnotation(claim: PersistentVolumeClaim): string | undefined {
  return claim.metadata.annotations?.[BETA_STORAGE_CLASS_ANNOTATION];
}

/** The class moves, unchanged, from the annotation of old to the field. */
function movesClassFromAnnotation(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean {
  const before = classAnnotation(old);
  if (before === undefined || old.spec?.storageClassName !== undefined) return false;
  return claim.spec?.storageClassName === before && (classAnnotation(claim) ?? before) === before;
}

/** A claim that had no class gets one: the default class, set later. */
function setsFirstClass(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean {
  const name = claim.spec?.storageClassName;
  if (name === undefined || old.spec?.storageClassName !== undefined) return false;
  return (classAnnotation(old) ?? name) === name;
}

function validateClassAnnotation(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const at = path('metadata', 'annotations', BETA_STORAGE_CLASS_ANNOTATION);
  return validateImmutable(classAnnotation(claim) ?? '', classAnnotation(old) ?? '', at);
}

/** A request may fall while an expansion fails, but never to what the volume already has. */
function validateShrinking(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const size = storage(claim.spec?.resources?.requests);
  if (size.compare(storage(old.spec?.resources?.requests)) >= 0) return [];
  if (size.compare(storage(old.status?.capacity)) > 0) return [];
  return [forbiddenField(STORAGE, 'field can not be less than status.capacity')];
}

function storage(amounts: Record<string, string> | undefined): Quantity {
  return Quantity.parse(amounts?.storage ?? '0');
}

function validateAttributesClass(spec: V1PersistentVolumeClaimSpec, old: V1PersistentVolumeClaimSpec): FieldError[] {
  if (old.volumeAttributesClassName === undefined || spec.volumeAttributesClassName) return [];
  if (spec.volumeAttributesClassName === old.volumeAttributesClassName) return [];
  const to = spec.volumeAttributesClassName === undefined ? 'nil' : 'an empty string';
  return [forbiddenField(ATTRIBUTES_CLASS, `update from non-nil value to ${to} is forbidden`)];
}

const RESIZE_STATUSES: readonly string[] = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
].sort();

export function validateClaimStatus(claim: PersistentVolumeClaim): FieldError[] {
  const status = claim.status ?? {};
  const errors: FieldError[] = [];
  if (!claim.spec?.accessModes?.length) errors.push(required(path('Spec', 'accessModes')));
  for (const [name, quantity] of Object.entries(status.capacity ?? {})) {
    errors.push(...validateBasicResource(quantity, path('status', 'capacity').key(name)));
  }
  return [...errors, ...validateResizing(status)];
}

function validateResizing(status: V1PersistentVolumeClaimStatus): FieldError[] {
  const errors: FieldError[] = [];
  const statusPath = path('status', 'allocatedResourceStatus');
  for (const [name, state] of Object.entries(status.allocatedResourceStatuses ?? {})) {
    errors.push(...validateResourceKey(name, statusPath));
    if (!RESIZE_STATUSES.includes(state)) errors.push(notSupported(statusPath, name, RESIZE_STATUSES));
  }
  const allocated = path('status', 'allocatedResources');
  for (const [name, quantity] of Object.entries(status.allocatedResources ?? {})) {
    const keyErrors = validateResourceKey(name, allocated);
    errors.push(...(keyErrors.length ? keyErrors : validateBasicResource(quantity, allocated.key(name))));
  }
  return errors;
}

/** Of Kubernetes' own resources a claim has only `storage`; others may add theirs under their domain. */
function validateResourceKey(name: string, at: FieldPath): FieldError[] {
  const errors = validateName(name, isQualifiedName, at);
  if (errors.length > 0) return errors;
  return isNativeResource(name) && name !== 'storage' ? [notSupported(at, name, ['storage'])] : [];
}
