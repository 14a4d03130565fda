import { type FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../api/field.ts';
import { isDns1123Label, isPathSegmentName } from '../../api/names.ts';
import { Quantity } from '../../api/quantity.ts';
import type {
  V2ContainerResourceMetricSource,
  V2ExternalMetricSource,
  V2MetricIdentifier,
  V2MetricTarget,
  V2ObjectMetricSource,
  V2PodsMetricSource,
  V2ResourceMetricSource,
} from '../../schema/generated/types.ts';
import { POSITIVE, validateName } from '../validation/common.ts';
import { validateContainerResourceName } from '../validation/resource-names.ts';
import { type ReferenceOptions, validateReference } from './references.ts';

export function validateObjectSource(
  { describedObject = {}, metric = {}, target = {} }: V2ObjectMetricSource,
  at: FieldPath,
  references: ReferenceOptions,
): FieldError[] {
  const targetAt = at.child('target');
  const errors = [
    ...validateReference(describedObject, at.child('describedObject'), references),
    ...validateIdentifier(metric, at.child('metric')),
    ...validateTarget(target, targetAt),
  ];
  if (target.value === undefined && target.averageValue === undefined) {
    errors.push(required(targetAt.child('averageValue'), 'must set either a target value or averageValue'));
  }
  return errors;
}

export function validateExternalSource(
  { metric = {}, target = {} }: V2ExternalMetricSource,
  at: FieldPath,
): FieldError[] {
  const targetAt = at.child('target');
  const errors = [...validateIdentifier(metric, at.child('metric')), ...validateTarget(target, targetAt)];
  if (target.value === undefined && target.averageValue === undefined) {
    const detail = 'must set either a target value for metric or a per-pod target';
    errors.push(required(targetAt.child('averageValue'), detail));
  }
  if (target.value !== undefined && target.averageValue !== undefined) {
    const detail = 'may not set both a target value for metric and a per-pod target';
    errors.push(forbiddenField(targetAt.child('value'), detail));
  }
  return errors;
}

export function validatePodsSource({ metric = {}, target = {} }: V2PodsMetricSource, at: FieldPath): FieldError[] {
  const targetAt = at.child('target');
  const errors = [...validateIdentifier(metric, at.child('metric')), ...validateTarget(target, targetAt)];
  if (target.averageValue === undefined) {
    errors.push(required(targetAt.child('averageValue'), 'must specify a positive target averageValue'));
  }
  return errors;
}

export function validateResourceSource({ name, target = {} }: V2ResourceMetricSource, at: FieldPath): FieldError[] {
  return [
    ...(name ? [] : [required(at.child('name'), 'must specify a resource name')]),
    ...validateUsageTarget(target, at.child('target')),
  ];
}

export function validateContainerResourceSource(
  { name, container, target = {} }: V2ContainerResourceMetricSource,
  at: FieldPath,
): FieldError[] {
  const nameAt = at.child('name');
  const containerAt = at.child('container');
  return [
    ...(name ? validateContainerResourceName(name, nameAt) : [required(nameAt, 'must specify a resource name')]),
    ...(container
      ? validateName(container, isDns1123Label, containerAt)
      : [required(containerAt, 'must specify a container')]),
    ...validateUsageTarget(target, at.child('target')),
  ];
}

/** Of a resource: an amount, or a share of what the pods request. */
function validateUsageTarget(target: V2MetricTarget, at: FieldPath): FieldError[] {
  const errors = validateTarget(target, at);
  if (target.averageUtilization === undefined && target.averageValue === undefined) {
    const detail = 'must set either a target raw value or a target utilization';
    errors.push(required(at.child('averageUtilization'), detail));
  }
  if (target.averageUtilization !== undefined && target.averageValue !== undefined) {
    const detail = 'may not set both a target raw value and a target utilization';
    errors.push(forbiddenField(at.child('averageValue'), detail));
  }
  return errors;
}

const TARGET_TYPES = ['Utilization', 'Value', 'AverageValue'];

function validateTarget(target: V2MetricTarget, at: FieldPath): FieldError[] {
  const { type = '', averageUtilization } = target;
  const typeAt = at.child('type');
  const errors = type === '' ? [required(typeAt, 'must specify a metric target type')] : [];
  if (!TARGET_TYPES.includes(type)) {
    errors.push(invalidValue(typeAt, type, 'must be either Utilization, Value, or AverageValue'));
  }
  for (const field of ['value', 'averageValue'] as const) {
    const amount = target[field];
    if (amount !== undefined && Quantity.parse(amount).sign() <= 0) {
      errors.push(invalidValue(at.child(field), amount, 'must be positive'));
    }
  }
  if (averageUtilization !== undefined && averageUtilization < 1) {
    errors.push(invalidValue(at.child('averageUtilization'), averageUtilization, POSITIVE));
  }
  return errors;
}

function validateIdentifier({ name }: V2MetricIdentifier, at: FieldPath): FieldError[] {
  const nameAt = at.child('name');
  return name ? validateName(name, isPathSegmentName, nameAt) : [required(nameAt, 'must specify a metric name')];
}
