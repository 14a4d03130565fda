/** PersistentVolumeClaimSpec: of claims, of StatefulSets' claim templates and of ephemeral volumes. */
import { type FieldError, type FieldPath, invalidValue, notSupported, required } from '../../../api/field.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../../api/names.ts';
import type {
  V1PersistentVolumeClaimSpec,
  V1TypedLocalObjectReference,
  V1TypedObjectReference,
} from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { validateName } from '../../validation/common.ts';
import { validateLabelSelector } from '../../validation/label-selector.ts';
import { VOLUME_MODES, validateAccessModes, validateClassName, validatePositiveQuantity } from './storage-quantity.ts';

export interface ClaimSpecOptions {
  /** The stored spec, on update: an API group that was let in before may stay. */
  readonly old?: V1PersistentVolumeClaimSpec;
}

export function setPersistentVolumeClaimSpecDefaults(spec: V1PersistentVolumeClaimSpec): void {
  spec.volumeMode ??= 'Filesystem';
}

export function validatePersistentVolumeClaimSpec(
  spec: V1PersistentVolumeClaimSpec | undefined,
  path: FieldPath,
  options: ClaimSpecOptions = {},
): FieldError[] {
  const claim = spec ?? {};
  const errors: FieldError[] = [];
  if (!claim.accessModes?.length) {
    errors.push(required(path.child('accessModes'), 'at least 1 access mode is required'));
  }
  errors.push(
    ...validateLabelSelector(claim.selector, path.child('selector')),
    ...validateAccessModes(claim.accessModes ?? [], path.child('accessModes')),
    ...validateRequest(claim, path.child('resources').key('storage')),
    ...validateClassName(claim.storageClassName, path.child('storageClassName')),
  );
  if (claim.volumeMode !== undefined && !VOLUME_MODES.includes(claim.volumeMode)) {
    errors.push(notSupported(path.child('volumeMode'), claim.volumeMode, VOLUME_MODES));
  }
  return [
    ...errors,
    ...validateDataSources(claim, path, options),
    ...validateClassName(claim.volumeAttributesClassName, path.child('volumeAttributesClassName')),
  ];
}

function validateRequest(spec: V1PersistentVolumeClaimSpec, path: FieldPath): FieldError[] {
  const requested = spec.resources?.requests?.storage;
  return requested === undefined ? [required(path)] : validatePositiveQuantity(requested, path);
}

function validateDataSources(
  { dataSource, dataSourceRef }: V1PersistentVolumeClaimSpec,
  path: FieldPath,
  { old }: ClaimSpecOptions,
): FieldError[] {
  const anyGroup = Boolean(old?.dataSource?.apiGroup ?? old?.dataSourceRef?.apiGroup);
  const errors: FieldError[] = [];
  if (dataSource) errors.push(...validateDataSource(dataSource, path.child('dataSource'), anyGroup));
  if (!dataSourceRef) return errors;
  errors.push(...validateDataSource(dataSourceRef, path.child('dataSourceRef'), anyGroup));
  if (dataSourceRef.namespace) {
    errors.push(...validateName(dataSourceRef.namespace, isDns1123Label, path.child('dataSourceRef', 'namespace')));
  }
  if (!dataSource) return errors;
  // Upstream shows a path of fields as the value, which has nothing to show.
  if (dataSourceRef.namespace) {
    errors.push(invalidValue(path, {}, 'may not be specified when dataSourceRef.namespace is specified'));
  } else if (!namesSame(dataSource, dataSourceRef)) {
    errors.push(invalidValue(path, {}, 'must match dataSourceRef'));
  }
  return errors;
}

function validateDataSource(
  source: V1TypedLocalObjectReference | V1TypedObjectReference,
  path: FieldPath,
  anyGroup: boolean,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!source.name) errors.push(required(path.child('name')));
  if (!source.kind) errors.push(required(path.child('kind')));
  if (!source.apiGroup && source.kind !== 'PersistentVolumeClaim') {
    const detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup";
    errors.push(invalidValue(path, source.kind ?? '', detail));
  }
  if (source.apiGroup && !anyGroup) {
    errors.push(...validateName(source.apiGroup, isDns1123Subdomain, path.child('apiGroup')));
  }
  return errors;
}

function namesSame(source: V1TypedLocalObjectReference, reference: V1TypedObjectReference): boolean {
  const { apiGroup, kind, name } = reference;
  return deepEqual(source, { apiGroup, kind, name });
}
