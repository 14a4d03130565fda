import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalidValue,
  notSupported,
  path,
  required,
} from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { StorageV1TokenRequest, V1CSIDriver, V1CSIDriverSpec } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { defineResource } from '../resource.ts';
import { supported, validateImmutable } from '../validation/common.ts';

type CSIDriver = V1CSIDriver & KubeObject;

const FS_GROUP_POLICIES = ['File', 'None', 'ReadWriteOnceWithFSType'];
const LIFECYCLE_MODES = ['Persistent', 'Ephemeral'];
const MIN_TOKEN_SECONDS = 600;
const MAX_TOKEN_SECONDS = 2 ** 32;
const MIN_UPDATE_SECONDS = 10;

function validateSpec(spec: V1CSIDriverSpec, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  // The path is upstream's, one letter off the field's name.
  if (spec.attachRequired === undefined) errors.push(required(at.child('attachedRequired')));
  for (const field of ['podInfoOnMount', 'storageCapacity'] as const) {
    if (spec[field] === undefined) errors.push(required(at.child(field)));
  }
  errors.push(...supported(spec.fsGroupPolicy, FS_GROUP_POLICIES, at.child('fsGroupPolicy')));
  errors.push(...validateTokenRequests(spec.tokenRequests ?? [], at.child('tokenRequests')));
  for (const mode of spec.volumeLifecycleModes ?? []) {
    if (!LIFECYCLE_MODES.includes(mode)) {
      errors.push(notSupported(at.child('volumeLifecycleModes'), mode, LIFECYCLE_MODES));
    }
  }
  if (spec.seLinuxMount === undefined) errors.push(required(at.child('seLinuxMount')));
  const period = spec.nodeAllocatableUpdatePeriodSeconds;
  if (period !== undefined && period < MIN_UPDATE_SECONDS) {
    const detail = `must be greater than or equal to ${MIN_UPDATE_SECONDS} seconds`;
    errors.push(invalidValue(at.child('nodeAllocatableUpdatePeriodSeconds'), period, detail));
  }
  return errors;
}

function validateTokenRequests(requests: readonly StorageV1TokenRequest[], at: FieldPath): FieldError[] {
  const audiences = new Set<string>();
  return requests.flatMap(({ audience = '', expirationSeconds }, position) => {
    if (audiences.has(audience)) return [duplicate(at.index(position).child('audience'), audience)];
    audiences.add(audience);
    return validateExpiration(expirationSeconds, at.index(position).child('expirationSeconds'));
  });
}

function validateExpiration(seconds: number | undefined, at: FieldPath): FieldError[] {
  if (seconds === undefined) return [];
  if (seconds < MIN_TOKEN_SECONDS) {
    return [invalidValue(at, seconds, 'may not specify a duration less than 10 minutes')];
  }
  if (seconds <= MAX_TOKEN_SECONDS) return [];
  return [invalidValue(at, seconds, 'may not specify a duration larger than 2^32 seconds')];
}

export const csiDrivers = defineResource<CSIDriver>({
  group: 'storage.k8s.io',
  name: 'csidrivers',
  kind: 'CSIDriver',
  namespaced: false,
  returnsDeleted: true,
  strategy: {
    allowUnconditionalUpdate: false,
    defaults(driver) {
      driver.spec = {
        ...driver.spec,
        attachRequired: driver.spec?.attachRequired ?? true,
        fsGroupPolicy: driver.spec?.fsGroupPolicy ?? 'ReadWriteOnceWithFSType',
        podInfoOnMount: driver.spec?.podInfoOnMount ?? false,
        requiresRepublish: driver.spec?.requiresRepublish ?? false,
        seLinuxMount: driver.spec?.seLinuxMount ?? false,
        storageCapacity: driver.spec?.storageCapacity ?? false,
        volumeLifecycleModes: driver.spec?.volumeLifecycleModes?.length
          ? driver.spec.volumeLifecycleModes
          : ['Persistent'],
      };
    },
    // Counted from nothing: a new driver has no generation.
    prepareForUpdate(driver, old) {
      if (!deepEqual(driver.spec, old.spec)) driver.metadata.generation = (old.metadata.generation ?? 0) + 1;
    },
    validate: (driver) => validateSpec(driver.spec ?? {}, path('spec')),
    validateUpdate: ({ spec = {} }, { spec: old = {} }) => [
      ...validateSpec(spec, path('spec')),
      ...validateImmutable(spec.attachRequired, old.attachRequired, path('spec', 'attachedRequired')),
      ...validateImmutable(spec.volumeLifecycleModes, old.volumeLifecycleModes, path('spec', 'volumeLifecycleModes')),
    ],
  },
});
