import { type FieldError, invalidValue, path, required } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type {
  V1CounterSet,
  V1Device,
  V1ResourcePool,
  V1ResourceSlice,
  V1ResourceSliceSpec,
} from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import type { StrategyContext } from '../strategy.ts';
import { validateImmutable } from '../validation/common.ts';
import { validateSet } from './collections.ts';
import { validateCounters, validateDevice } from './device.ts';
import { validateDriverName, validateLabelName, validatePoolName } from './names.ts';
import { validateNodeChoice } from './node-choice.ts';

type ResourceSlice = V1ResourceSlice & KubeObject;

const SPEC = path('spec');
const MAX_DEVICES = 128;
/** Devices with taints or shared counters cost more to look at. */
const MAX_COSTLY_DEVICES = 64;
const MAX_COUNTER_SETS = 8;
const CHOICE = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
const CHOICES = {
  none: CHOICE,
  many: `${CHOICE}, but multiple fields are set`,
  emptyName: 'must be either unset or set to a non-empty string',
  oneTerm: true,
};

/** @param old what is stored, on an update */
function validateSpec(spec: V1ResourceSliceSpec, old?: V1ResourceSliceSpec): FieldError[] {
  const errors = [
    ...validateDriverName(spec.driver, SPEC.child('driver')),
    ...validatePool(spec.pool ?? {}),
    ...(old ? validateFixed(spec, old) : []),
    ...validateNodeChoice(spec, ['perDeviceNodeSelection'], CHOICES, SPEC),
  ];
  if (spec.sharedCounters && spec.devices) {
    errors.push(invalidValue(SPEC, '', 'only one of `sharedCounters` or `devices` is allowed'));
  }
  return [...errors, ...validateDevices(spec, old?.devices), ...validateSharedCounters(spec.sharedCounters)];
}

function validatePool({ generation = 0, name, resourceSliceCount = 0 }: V1ResourcePool): FieldError[] {
  const at = SPEC.child('pool');
  const errors = validatePoolName(name, at.child('name'));
  if (resourceSliceCount <= 0) {
    errors.push(invalidValue(at.child('resourceSliceCount'), resourceSliceCount, 'must be greater than zero'));
  }
  if (generation < 0) {
    errors.push(invalidValue(at.child('generation'), generation, 'must be greater than or equal to zero'));
  }
  return errors;
}

function validateDevices(
  { devices, perDeviceNodeSelection = false }: V1ResourceSliceSpec,
  old: readonly V1Device[] = [],
): FieldError[] {
  const stored = new Map(old.map((device) => [device.name, device]));
  const costly = devices?.some((device) => device.taints?.length || device.consumesCounters?.length);
  return validateSet(
    devices,
    costly ? MAX_COSTLY_DEVICES : MAX_DEVICES,
    (device, at) => validateDevice(device, stored.get(device.name), perDeviceNodeSelection, at),
    ({ name = '' }) => name,
    SPEC.child('devices'),
  );
}

function validateSharedCounters(sets: readonly V1CounterSet[] | undefined): FieldError[] {
  return validateSet(
    sets,
    MAX_COUNTER_SETS,
    ({ counters, name }, at) => [
      ...(name ? validateLabelName(name, at.child('name')) : [required(at.child('name'))]),
      ...validateCounters(counters, at.child('counters')),
    ],
    ({ name = '' }) => name,
    SPEC.child('sharedCounters'),
  );
}

function validateFixed(spec: V1ResourceSliceSpec, old: V1ResourceSliceSpec): FieldError[] {
  return [
    ...validateImmutable(spec.pool?.name, old.pool?.name, SPEC.child('pool', 'name')),
    ...validateImmutable(spec.driver, old.driver, SPEC.child('driver')),
    ...validateImmutable(spec.nodeName, old.nodeName, SPEC.child('nodeName')),
  ];
}

/** Fields of devices that Kubernetes has as alpha features, off by default: what clients send is not stored. */
const DISABLED_ATTRIBUTES = ['bools', 'ints', 'strings', 'versions'] as const;

function prepare({ spec }: ResourceSlice, now: string): void {
  for (const device of spec?.devices ?? []) {
    delete device.nodeAllocatableResourceMappings;
    for (const attribute of Object.values(device.attributes ?? {})) {
      for (const field of DISABLED_ATTRIBUTES) delete attribute[field];
    }
    for (const taint of device.taints ?? []) taint.timeAdded ??= now;
  }
}

export const resourceSlices = defineResource<ResourceSlice>({
  group: 'resource.k8s.io',
  name: 'resourceslices',
  kind: 'ResourceSlice',
  namespaced: false,
  returnsDeleted: true,
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
    'spec.driver': ({ spec }) => spec?.driver ?? '',
  },
  strategy: {
    prepareForCreate: (slice, { now }) => prepare(slice, now),
    prepareForUpdate: (slice, _old, { now }: StrategyContext) => prepare(slice, now),
    validate: ({ spec = {} }) => validateSpec(spec),
    validateUpdate: ({ spec = {} }, { spec: old = {} }) => validateSpec(spec, old),
    tracksGeneration: true,
  },
});
