import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  notSupported,
  path,
  required,
} from '../../api/field.ts';
import { isDns1123Label } from '../../api/names.ts';
import type {
  V1RollingUpdateStatefulSetStrategy,
  V1StatefulSetPersistentVolumeClaimRetentionPolicy,
  V1StatefulSetSpec,
  V1StatefulSetStatus,
  V1StatefulSetUpdateStrategy,
} from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { validateName, validateNonnegative } from '../validation/common.ts';
import { type Ceiling, validateCollisionCount, validateCounters } from '../workloads/counters.ts';
import { amountOf, validateAtMost100Percent, validateIntOrPercent } from '../workloads/int-or-percent.ts';
import {
  isUsableSelector,
  shownSelector,
  validateRequiredSelector,
  validateTemplateSelected,
} from '../workloads/selector.ts';
import { validateRunsForever } from '../workloads/template.ts';
import { validateClaimTemplates, validateTemplateWithClaims } from './claim-templates.ts';

const at = path('spec');

export function validateStatefulSetSpec(spec: V1StatefulSetSpec = {}, old?: V1StatefulSetSpec): FieldError[] {
  return [
    ...validatePodManagement(spec.podManagementPolicy, at.child('podManagementPolicy')),
    ...validateUpdateStrategy(spec.updateStrategy, at.child('updateStrategy')),
    ...validateRetention(spec.persistentVolumeClaimRetentionPolicy, at.child('persistentVolumeClaimRetentionPolicy')),
    ...validateNonnegative(spec.replicas, at.child('replicas')),
    ...validateNonnegative(spec.minReadySeconds, at.child('minReadySeconds')),
    ...validateNonnegative(spec.ordinals?.start, at.child('ordinals', 'start')),
    ...validateServiceName(spec.serviceName, old, at.child('serviceName')),
    ...validateSelectorAndTemplate(spec, old),
    ...validateRunsForever(spec.template, 'StatefulSet', at.child('template')),
    ...validateClaimTemplates(spec, old, at.child('volumeClaimTemplates')),
  ];
}

const MUTABLE_FIELDS = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
] as const satisfies readonly (keyof V1StatefulSetSpec)[];

export function validateStatefulSetSpecUpdate(spec: V1StatefulSetSpec = {}, old: V1StatefulSetSpec = {}): FieldError[] {
  return [...validateStatefulSetSpec(spec, old), ...validateFixedFields(spec, old)];
}

function validateFixedFields(spec: V1StatefulSetSpec, old: V1StatefulSetSpec): FieldError[] {
  const kept = { ...spec };
  for (const field of MUTABLE_FIELDS) Object.assign(kept, { [field]: old[field] });
  if (deepEqual(kept, old)) return [];
  const named = MUTABLE_FIELDS.map((field) => `'${field}'`);
  const detail = `updates to statefulset spec for fields other than ${named.slice(0, -1).join(', ')} and ${named.at(-1)} are forbidden`;
  return [forbiddenField(at, detail)];
}

function validatePodManagement(policy: string | undefined, policyAt: FieldPath): FieldError[] {
  if (!policy) return [required(policyAt)];
  if (policy === 'OrderedReady' || policy === 'Parallel') return [];
  return [invalidValue(policyAt, policy, "must be 'OrderedReady' or 'Parallel'")];
}

function validateUpdateStrategy(strategy: V1StatefulSetUpdateStrategy = {}, strategyAt: FieldPath): FieldError[] {
  const { type, rollingUpdate } = strategy;
  const rollingAt = strategyAt.child('rollingUpdate');
  switch (type) {
    case undefined:
    case '':
      return [required(strategyAt)];
    case 'OnDelete':
      if (!rollingUpdate) return [];
      return [invalidValue(rollingAt, rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'")];
    case 'RollingUpdate':
      return rollingUpdate ? validateRollingUpdate(rollingUpdate, rollingAt) : [];
    default:
      return [invalidValue(strategyAt, strategy, "must be 'RollingUpdate' or 'OnDelete'")];
  }
}

function validateRollingUpdate(
  { partition, maxUnavailable }: V1RollingUpdateStatefulSetStrategy,
  rollingAt: FieldPath,
): FieldError[] {
  const errors = validateNonnegative(partition, rollingAt.child('partition'));
  if (maxUnavailable === undefined) return errors;
  const unavailableAt = rollingAt.child('maxUnavailable');
  errors.push(...validateIntOrPercent(maxUnavailable, unavailableAt));
  if (amountOf(maxUnavailable) === 0) {
    errors.push(invalidValue(unavailableAt, maxUnavailable ?? 0, 'cannot be 0'));
  }
  return [...errors, ...validateAtMost100Percent(maxUnavailable, unavailableAt)];
}

function validateRetention(
  policy: V1StatefulSetPersistentVolumeClaimRetentionPolicy | undefined,
  policyAt: FieldPath,
): FieldError[] {
  if (!policy) return [];
  return (['whenDeleted', 'whenScaled'] as const).flatMap((moment) => {
    const choice = policy[moment] ?? '';
    if (choice === 'Retain' || choice === 'Delete') return [];
    return [notSupported(policyAt.child(moment), choice, ['Delete', 'Retain'])];
  });
}

/** A name that was let in before stays: it cannot be changed. */
function validateServiceName(
  name: string | undefined,
  old: V1StatefulSetSpec | undefined,
  nameAt: FieldPath,
): FieldError[] {
  return name && !old ? validateName(name, isDns1123Label, nameAt) : [];
}

function validateSelectorAndTemplate(spec: V1StatefulSetSpec, old: V1StatefulSetSpec | undefined): FieldError[] {
  const selectorAt = at.child('selector');
  const errors = validateRequiredSelector(spec.selector, 'statefulset', selectorAt);
  if (!isUsableSelector(spec.selector, selectorAt)) {
    return [...errors, invalidValue(selectorAt, shownSelector(spec.selector), '')];
  }
  return [
    ...errors,
    ...validateTemplateSelected(spec.selector, spec.template, at.child('template')),
    ...validateTemplateWithClaims(spec, old, at.child('template')),
  ];
}

const COUNTERS = [
  'replicas',
  'readyReplicas',
  'currentReplicas',
  'updatedReplicas',
  'availableReplicas',
  'observedGeneration',
  'collisionCount',
];
const CEILINGS: readonly Ceiling[] = [
  { counter: 'readyReplicas', ceiling: 'replicas', called: 'status.replicas' },
  { counter: 'currentReplicas', ceiling: 'replicas', called: 'status.replicas' },
  { counter: 'updatedReplicas', ceiling: 'replicas', called: 'status.replicas' },
  { counter: 'availableReplicas', ceiling: 'replicas', called: 'status.replicas' },
  { counter: 'availableReplicas', ceiling: 'readyReplicas', called: 'status.readyReplicas' },
];

export function validateStatefulSetStatus(
  status: V1StatefulSetStatus | undefined,
  old: V1StatefulSetStatus | undefined,
): FieldError[] {
  return [...validateCounters(status, COUNTERS, CEILINGS), ...validateCollisionCount(status, old)];
}
