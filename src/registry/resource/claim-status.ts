/** ResourceClaimStatus: what was allocated, to whom, and how the devices are. */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  GoValue,
  invalidValue,
  notSupported,
  path,
  required,
  tooLong,
  tooMany,
} from '../../api/field.ts';
import { byteLength } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type {
  ResourceV1ResourceClaim,
  V1AllocatedDeviceStatus,
  V1AllocationResult,
  V1DeviceAllocationConfiguration,
  V1DeviceRequestAllocationResult,
  V1NetworkDeviceData,
  V1ResourceClaimConsumerReference,
  V1ResourceClaimStatus,
} from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { validateNodeSelector } from '../core/pod-spec/node-selector.ts';
import { validateImmutable } from '../validation/common.ts';
import { validateInterfaceAddress } from '../validation/ip.ts';
import { validateConditions } from '../workloads/conditions.ts';
import { validateBindingConditions } from './binding-conditions.ts';
import { validateReferences } from './claim-spec.ts';
import { validateList, validateSet } from './collections.ts';
import { MAX_CONFIGS, validateConfiguration, validateRawObject } from './device-selection.ts';
import { validateDriverName, validateLabelName, validatePoolName } from './names.ts';
import { requestNames, validateRequestReference } from './request-names.ts';
import { validateShareId } from './share-id.ts';

export type ResourceClaim = ResourceV1ResourceClaim & KubeObject;

const STATUS = path('status');
const MAX_CONSUMERS = 256;
const MAX_RESULTS = 32;
const MAX_DATA_BYTES = 10 * 1024;
const MAX_INTERFACE_NAME = 256;
const MAX_HARDWARE_ADDRESS = 128;
const MAX_IPS = 16;
const MAX_CONDITIONS = 8;
const SOURCES = ['FromClaim', 'FromClass'];

export function validateClaimStatus(claim: ResourceClaim, old: ResourceClaim): FieldError[] {
  const status = claim.status ?? {};
  const known = requestNames(claim.spec?.devices ?? {});
  const allocated = new Set(allocatedDevices(status));
  return [
    ...validateSet(
      status.reservedFor,
      MAX_CONSUMERS,
      validateConsumer,
      ({ uid = '' }) => uid,
      STATUS.child('reservedFor'),
    ),
    ...validateSet(
      status.devices,
      Number.POSITIVE_INFINITY,
      (device, at) => validateDeviceStatus(device, allocated, at),
      deviceIdentity,
      STATUS.child('devices'),
      shownDevice,
    ),
    ...validateReservations(status, old.status ?? {}, claim.metadata.deletionTimestamp !== undefined),
    ...validateAllocation(status.allocation, old.status?.allocation, known),
  ];
}

/** Of statuses, those of devices that are no longer allocated: they go, whoever frees the devices. */
export function dropFreedDevices(status: V1ResourceClaimStatus, old: V1ResourceClaimStatus): void {
  const freed = new Set(allocatedDevices(old));
  for (const identity of allocatedDevices(status)) freed.delete(identity);
  const kept = status.devices?.filter((device) => !freed.has(deviceIdentity(device))) ?? [];
  if (kept.length === 0) delete status.devices;
  else status.devices = kept;
}

function allocatedDevices({ allocation }: V1ResourceClaimStatus): string[] {
  return (allocation?.devices?.results ?? []).map(deviceIdentity);
}

/** Messages show it without quotes. */
function shownDevice(identity: string): GoValue {
  return new GoValue(identity);
}

export function deviceIdentity({ device, driver, pool, shareID }: V1AllocatedDeviceStatus): string {
  return `${driver}/${pool}/${device}${shareID ? `/${shareID}` : ''}`;
}

function validateConsumer(consumer: V1ResourceClaimConsumerReference, at: FieldPath): FieldError[] {
  return (['resource', 'name', 'uid'] as const)
    .filter((field) => !consumer[field])
    .map((field) => required(at.child(field)));
}

function validateReservations(status: V1ResourceClaimStatus, old: V1ResourceClaimStatus, deleted: boolean) {
  const at = STATUS.child('reservedFor');
  if (!status.reservedFor?.length) return [];
  if (!status.allocation) return [forbiddenField(at, 'may not be specified when `allocated` is not set')];
  const isNew = (consumer: object) => !old.reservedFor?.some((before) => deepEqual(before, consumer));
  if (!deleted || !status.reservedFor.some(isNew)) return [];
  const detail = 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set';
  return [forbiddenField(at, detail)];
}

/** Once made, an allocation may be dropped but not changed. */
function validateAllocation(
  allocation: V1AllocationResult | undefined,
  old: V1AllocationResult | undefined,
  known: ReadonlySet<string>,
): FieldError[] {
  const at = STATUS.child('allocation');
  if (!allocation) return [];
  if (old) return validateImmutable(allocation, old, at);
  const { config, results } = allocation.devices ?? {};
  const devices = at.child('devices');
  return [
    ...validateList(results, MAX_RESULTS, (one, where) => validateResult(one, known, where), devices.child('results')),
    ...validateList(
      config,
      2 * MAX_CONFIGS,
      (one, where) => validateAllocationConfig(one, known, where),
      devices.child('config'),
    ),
    ...(allocation.nodeSelector ? validateNodeSelector(allocation.nodeSelector, at.child('nodeSelector')) : []),
  ];
}

function validateResult(result: V1DeviceRequestAllocationResult, known: ReadonlySet<string>, at: FieldPath) {
  return [
    ...validateRequestReference(result.request ?? '', known, at.child('request')),
    ...validateDriverName(result.driver, at.child('driver')),
    ...validatePoolName(result.pool, at.child('pool')),
    ...validateLabelName(result.device, at.child('device')),
    ...validateBindingConditions(result, at),
    ...validateShareId(result.shareID, at.child('shareID')),
  ];
}

function validateAllocationConfig(config: V1DeviceAllocationConfiguration, known: ReadonlySet<string>, at: FieldPath) {
  const source = config.source ?? '';
  const errors: FieldError[] = [];
  if (source === '') errors.push(required(at.child('source')));
  else if (!SOURCES.includes(source)) errors.push(notSupported(at.child('source'), source, SOURCES));
  return [
    ...errors,
    ...validateReferences(config.requests, known, at.child('requests')),
    ...validateConfiguration(config, at),
  ];
}

function validateDeviceStatus(
  device: V1AllocatedDeviceStatus,
  allocated: ReadonlySet<string>,
  at: FieldPath,
): FieldError[] {
  const errors = [
    ...validateDriverName(device.driver, at.child('driver')),
    ...validatePoolName(device.pool, at.child('pool')),
    ...validateLabelName(device.device, at.child('device')),
    ...validateShareId(device.shareID, at.child('shareID')),
  ];
  const identity = deviceIdentity(device);
  if (!allocated.has(identity))
    errors.push(invalidValue(at, shownDevice(identity), 'must be an allocated device in the claim'));
  const conditions = at.child('conditions');
  const count = device.conditions?.length ?? 0;
  if (count > MAX_CONDITIONS) errors.push(tooMany(conditions, count, MAX_CONDITIONS));
  errors.push(...validateConditions(device.conditions, conditions));
  if (device.data !== undefined) errors.push(...validateRawObject(device.data, MAX_DATA_BYTES, at.child('data')));
  return [...errors, ...validateNetworkData(device.networkData ?? {}, at.child('networkData'))];
}

function validateNetworkData(
  { hardwareAddress, interfaceName, ips }: V1NetworkDeviceData,
  at: FieldPath,
): FieldError[] {
  return [
    ...limit(interfaceName, MAX_INTERFACE_NAME, at.child('interfaceName')),
    ...limit(hardwareAddress, MAX_HARDWARE_ADDRESS, at.child('hardwareAddress')),
    ...validateSet(ips, MAX_IPS, validateInterfaceAddress, (ip) => ip, at.child('ips')),
  ];
}

function limit(value: string | undefined, maximum: number, at: FieldPath): FieldError[] {
  return byteLength(value ?? '') > maximum ? [tooLong(at, maximum)] : [];
}
