import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  notSupported,
  path,
  required,
} from '../../api/field.ts';
import type {
  V1DeploymentSpec,
  V1DeploymentStatus,
  V1DeploymentStrategy,
  V1RollingUpdateDeployment,
} from '../../schema/generated/types.ts';
import { validateNonnegative } from '../validation/common.ts';
import { type Ceiling, validateCollisionCount, validateCounters } from '../workloads/counters.ts';
import { amountOf, validateAtMost100Percent, validateIntOrPercent } from '../workloads/int-or-percent.ts';
import { validateSelectorImmutable } from '../workloads/selector.ts';
import { validateSelectedTemplate } from './selected-template.ts';

const at = path('spec');

export function validateDeploymentSpec(spec: V1DeploymentSpec = {}, old?: V1DeploymentSpec): FieldError[] {
  return [
    ...validateNonnegative(spec.replicas, at.child('replicas')),
    ...validateSelectedTemplate(spec, at, old?.template),
    ...validateStrategy(spec.strategy, at.child('strategy')),
    ...validateNonnegative(spec.minReadySeconds, at.child('minReadySeconds')),
    ...validateNonnegative(spec.revisionHistoryLimit, at.child('revisionHistoryLimit')),
    ...validateDeadline(spec, at.child('progressDeadlineSeconds')),
  ];
}

export function validateDeploymentSpecUpdate(spec: V1DeploymentSpec = {}, old: V1DeploymentSpec = {}): FieldError[] {
  return [
    ...validateDeploymentSpec(spec, old),
    ...validateSelectorImmutable(spec.selector, old.selector, at.child('selector')),
  ];
}

function validateDeadline(spec: V1DeploymentSpec, deadlineAt: FieldPath): FieldError[] {
  const deadline = spec.progressDeadlineSeconds;
  if (deadline === undefined) return [];
  const errors = validateNonnegative(deadline, deadlineAt);
  if (deadline <= (spec.minReadySeconds ?? 0)) {
    errors.push(invalidValue(deadlineAt, deadline, 'must be greater than minReadySeconds'));
  }
  return errors;
}

function validateStrategy(strategy: V1DeploymentStrategy = {}, strategyAt: FieldPath): FieldError[] {
  const rollingAt = strategyAt.child('rollingUpdate');
  switch (strategy.type) {
    case 'Recreate':
      if (!strategy.rollingUpdate) return [];
      return [forbiddenField(rollingAt, "may not be specified when strategy `type` is 'Recreate'")];
    case 'RollingUpdate':
      if (!strategy.rollingUpdate) return [required(rollingAt, 'this should be defaulted and never be nil')];
      return validateRollingUpdate(strategy.rollingUpdate, rollingAt);
    default:
      return [notSupported(strategyAt, strategy, ['Recreate', 'RollingUpdate'])];
  }
}

function validateRollingUpdate(
  { maxUnavailable = 0, maxSurge = 0 }: V1RollingUpdateDeployment,
  rollingAt: FieldPath,
): FieldError[] {
  const unavailableAt = rollingAt.child('maxUnavailable');
  const errors = [
    ...validateIntOrPercent(maxUnavailable, unavailableAt),
    ...validateIntOrPercent(maxSurge, rollingAt.child('maxSurge')),
  ];
  if (amountOf(maxUnavailable) === 0 && amountOf(maxSurge) === 0) {
    errors.push(invalidValue(unavailableAt, maxUnavailable ?? 0, 'may not be 0 when `maxSurge` is 0'));
  }
  return [...errors, ...validateAtMost100Percent(maxUnavailable, unavailableAt)];
}

const COUNTERS = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
  'terminatingReplicas',
  'collisionCount',
];
const CEILINGS: readonly Ceiling[] = [
  { counter: 'updatedReplicas', ceiling: 'replicas', called: 'status.replicas' },
  { counter: 'readyReplicas', ceiling: 'replicas', called: 'status.replicas' },
  { counter: 'availableReplicas', ceiling: 'replicas', called: 'status.replicas' },
  { counter: 'availableReplicas', ceiling: 'readyReplicas', called: 'readyReplicas' },
];

export function validateDeploymentStatus(
  status: V1DeploymentStatus | undefined,
  old: V1DeploymentStatus | undefined,
): FieldError[] {
  return [...validateCounters(status, COUNTERS, CEILINGS), ...validateCollisionCount(status, old)];
}
