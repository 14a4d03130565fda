/** One device of a ResourceSlice. */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  GoValue,
  invalidValue,
  notSupported,
  required,
  tooLong,
} from '../../api/field.ts';
import { isLabelValue, isQualifiedName } from '../../api/names.ts';
import type {
  V1Counter,
  V1Device,
  V1DeviceAttribute,
  V1DeviceCapacity,
  V1DeviceCounterConsumption,
  V1DeviceTaint,
} from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { validateName } from '../validation/common.ts';
import { validateBindingConditions } from './binding-conditions.ts';
import { validateList, validateMap, validateSet } from './collections.ts';
import { EFFECTS } from './device-selection.ts';
import { MAX_ATTRIBUTE_NAME, validateAttributeName, validateLabelName } from './names.ts';
import { validateNodeChoice } from './node-choice.ts';
import { validateRequestPolicy } from './request-policy.ts';

const MAX_ATTRIBUTES = 32;
const MAX_VALUE_LENGTH = 64;
const MAX_TAINTS = 16;
const MAX_CONSUMPTIONS = 2;
const MAX_COUNTERS = 32;
const MAX_COUNTER_NAME = 63;
/** Together they are limited already. */
const ANY_NUMBER = Number.POSITIVE_INFINITY;
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$/;
const CHOICE =
  'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
const DEVICE_CHOICE = { none: CHOICE, many: CHOICE, emptyName: 'must not be empty' };
const NO_CHOICE =
  '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec';

/**
 * @param old as it is stored, where it is
 * @param choosesNodes each device says on which nodes it is (the slice's perDeviceNodeSelection)
 */
export function validateDevice(
  device: V1Device,
  old: V1Device | undefined,
  choosesNodes: boolean,
  path: FieldPath,
): FieldError[] {
  const sameTaints = old !== undefined && deepEqual(old.taints, device.taints);
  return [
    ...validateLabelName(device.name, path.child('name')),
    ...validateAttributes(device, path),
    ...validateCapacity(device, path.child('capacity')),
    ...(sameTaints ? [] : validateList(device.taints, MAX_TAINTS, validateTaint, path.child('taints'))),
    ...validateSet(
      device.consumesCounters,
      MAX_CONSUMPTIONS,
      validateConsumption,
      ({ counterSet = '' }) => counterSet,
      path.child('consumesCounters'),
    ),
    ...validateNodes(device, choosesNodes, path),
    ...validateBindingConditions(device, path),
  ];
}

function validateAttributes({ attributes = {}, capacity = {} }: V1Device, path: FieldPath): FieldError[] {
  const count = Object.keys(attributes).length + Object.keys(capacity).length;
  const errors: FieldError[] = [];
  if (count > MAX_ATTRIBUTES) {
    const detail = `the total number of attributes and capacities must not exceed ${MAX_ATTRIBUTES}`;
    errors.push(invalidValue(path, count, detail));
  }
  const rule = (name: string, attribute: V1DeviceAttribute, at: FieldPath) => [
    ...validateAttributeName(name, at),
    ...validateAttribute(attribute, at),
  ];
  return [...errors, ...validateMap(attributes, ANY_NUMBER, MAX_ATTRIBUTE_NAME, rule, path.child('attributes'))];
}

function validateAttribute(attribute: V1DeviceAttribute, path: FieldPath): FieldError[] {
  const { string: text, version } = attribute;
  const errors: FieldError[] = [];
  if ((text?.length ?? 0) > MAX_VALUE_LENGTH) errors.push(tooLong(path.child('string'), MAX_VALUE_LENGTH));
  // The length goes first: the expression is not run over long input.
  if ((version?.length ?? 0) > MAX_VALUE_LENGTH) errors.push(tooLong(path.child('version'), MAX_VALUE_LENGTH));
  else if (version !== undefined && !SEMVER.test(version)) {
    const detail = 'must be a string compatible with semver.org spec 2.0.0';
    errors.push(invalidValue(path.child('version'), version, detail));
  }
  const values = Object.values(attribute).filter((value) => value !== undefined);
  if (values.length === 1) return errors;
  return [...errors, invalidValue(path, values.length === 0 ? '' : attribute, 'exactly one value must be specified')];
}

function validateCapacity({ allowMultipleAllocations, capacity }: V1Device, path: FieldPath): FieldError[] {
  const rule = (name: string, { requestPolicy, value = '0' }: V1DeviceCapacity, at: FieldPath) => {
    const errors = validateAttributeName(name, at);
    if (!requestPolicy) return errors;
    const policyAt = at.child('requestPolicy');
    if (allowMultipleAllocations) return [...errors, ...validateRequestPolicy(requestPolicy, value, policyAt)];
    return [...errors, forbiddenField(policyAt, 'allowMultipleAllocations must be true')];
  };
  return validateMap(capacity, ANY_NUMBER, MAX_ATTRIBUTE_NAME, rule, path);
}

function validateTaint({ effect = '', key = '', value = '' }: V1DeviceTaint, path: FieldPath): FieldError[] {
  const errors = validateName(key, isQualifiedName, path.child('key'));
  if (value !== '') errors.push(...validateName(value, isLabelValue, path.child('value')));
  if (effect === '') return [...errors, required(path.child('effect'))];
  return EFFECTS.includes(effect) ? errors : [...errors, notSupported(path.child('effect'), effect, EFFECTS)];
}

function validateConsumption({ counters, counterSet }: V1DeviceCounterConsumption, path: FieldPath): FieldError[] {
  const at = path.child('counterSet');
  return [
    ...(counterSet ? validateLabelName(counterSet, at) : [required(at)]),
    ...validateCounters(counters, path.child('counters')),
  ];
}

export function validateCounters(counters: Record<string, V1Counter> = {}, path: FieldPath): FieldError[] {
  if (Object.keys(counters).length === 0) return [required(path)];
  const rule = (name: string, _counter: V1Counter, at: FieldPath) => validateLabelName(name, at);
  return validateMap(counters, MAX_COUNTERS, MAX_COUNTER_NAME, rule, path);
}

function validateNodes(device: V1Device, choosesNodes: boolean, path: FieldPath): FieldError[] {
  if (choosesNodes) return validateNodeChoice(device, [], DEVICE_CHOICE, path);
  const { allNodes, nodeName, nodeSelector } = device;
  if (allNodes === undefined && nodeName === undefined && !nodeSelector) return [];
  return [invalidValue(path, new GoValue('null'), NO_CHOICE)];
}
