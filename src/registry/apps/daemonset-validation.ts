import { type FieldError, type FieldPath, invalidValue, notSupported, path, required } from '../../api/field.ts';
import type {
  V1DaemonSetSpec,
  V1DaemonSetStatus,
  V1DaemonSetUpdateStrategy,
  V1RollingUpdateDaemonSet,
} from '../../schema/generated/types.ts';
import { validateNonnegative } from '../validation/common.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';
import { validateCollisionCount, validateCounters } from '../workloads/counters.ts';
import { amountOf, validateAtMost100Percent, validateIntOrPercent } from '../workloads/int-or-percent.ts';
import {
  isUsableSelector,
  validateSelectorImmutable,
  validateSelectsSomething,
  validateTemplateSelected,
} from '../workloads/selector.ts';
import { validateLongRunningTemplate } from '../workloads/template.ts';

const at = path('spec');

export function validateDaemonSetSpec(spec: V1DaemonSetSpec = {}, old?: V1DaemonSetSpec): FieldError[] {
  return [
    ...validateSelector(spec),
    ...validateLongRunningTemplate(spec.template, 'DaemonSet', at.child('template'), old?.template),
    ...validateNonnegative(spec.minReadySeconds, at.child('minReadySeconds')),
    ...validateUpdateStrategy(spec.updateStrategy, at.child('updateStrategy')),
    ...validateNonnegative(spec.revisionHistoryLimit, at.child('revisionHistoryLimit')),
  ];
}

export function validateDaemonSetSpecUpdate(spec: V1DaemonSetSpec = {}, old: V1DaemonSetSpec = {}): FieldError[] {
  return [
    ...validateDaemonSetSpec(spec, old),
    ...validateSelectorImmutable(spec.selector, old.selector, at.child('selector')),
  ];
}

/** That a selector is missing shows only in that it does not match the template. */
function validateSelector({ selector, template }: V1DaemonSetSpec): FieldError[] {
  const selectorAt = at.child('selector');
  const errors = validateLabelSelector(selector, selectorAt);
  if (isUsableSelector(selector, selectorAt)) {
    errors.push(...validateTemplateSelected(selector, template, at.child('template')));
  }
  if (selector) errors.push(...validateSelectsSomething(selector, 'daemonset', selectorAt));
  return errors;
}

function validateUpdateStrategy(strategy: V1DaemonSetUpdateStrategy = {}, strategyAt: FieldPath): FieldError[] {
  switch (strategy.type) {
    case 'OnDelete':
      return [];
    case 'RollingUpdate':
      if (!strategy.rollingUpdate) return [required(strategyAt.child('rollingUpdate'))];
      return validateRollingUpdate(strategy.rollingUpdate, strategyAt.child('rollingUpdate'));
    default:
      return [notSupported(strategyAt, strategy, ['RollingUpdate', 'OnDelete'])];
  }
}

function validateRollingUpdate(
  { maxUnavailable = 0, maxSurge = 0 }: V1RollingUpdateDaemonSet,
  rollingAt: FieldPath,
): FieldError[] {
  const unavailableAt = rollingAt.child('maxUnavailable');
  const surgeAt = rollingAt.child('maxSurge');
  const errors = [
    ...validateIntOrPercent(maxUnavailable, unavailableAt),
    ...validateIntOrPercent(maxSurge, surgeAt),
    ...validateAtMost100Percent(maxUnavailable, unavailableAt),
    ...validateAtMost100Percent(maxSurge, surgeAt),
  ];
  const unavailable = amountOf(maxUnavailable) !== 0;
  const surge = amountOf(maxSurge) !== 0;
  if (unavailable && surge) {
    errors.push(invalidValue(surgeAt, maxSurge ?? 0, 'may not be set when maxUnavailable is non-zero'));
  }
  if (!unavailable && !surge) errors.push(required(unavailableAt, 'cannot be 0 when maxSurge is 0'));
  return errors;
}

const COUNTERS = [
  'currentNumberScheduled',
  'numberMisscheduled',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
  'collisionCount',
];

export function validateDaemonSetStatus(
  status: V1DaemonSetStatus | undefined,
  old: V1DaemonSetStatus | undefined,
): FieldError[] {
  return [...validateCounters(status, COUNTERS), ...validateCollisionCount(status, old)];
}
