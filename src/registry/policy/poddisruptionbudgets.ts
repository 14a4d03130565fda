import { type FieldError, invalidValue, notSupported, path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1PodDisruptionBudget, V1PodDisruptionBudgetSpec } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';
import { validateConditions } from '../workloads/conditions.ts';
import { validateCounters } from '../workloads/counters.ts';
import { validateAtMost100Percent, validateIntOrPercent } from '../workloads/int-or-percent.ts';
import { shownSelector } from '../workloads/selector.ts';
import { statusKept, statusSubresource } from '../workloads/status.ts';

export type PodDisruptionBudget = V1PodDisruptionBudget & KubeObject;

const COUNTERS = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'];

export const podDisruptionBudgets = defineResource<PodDisruptionBudget>({
  group: 'policy',
  name: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  namespaced: true,
  shortNames: ['pdb'],
  strategy: {
    ...statusKept(),
    tracksGeneration: true,
    allowUnconditionalUpdate: false,
    defaults(object) {
      object.spec ??= {};
    },
    validate: (object) => validateSpec(object.spec),
    validateUpdate: (object) => validateSpec(object.spec),
  },
  status: statusSubresource(({ status }) => [
    ...validateConditions(status?.conditions, path('status', 'conditions')),
    ...validateCounters(status, COUNTERS),
  ]),
});

function validateSpec(spec: V1PodDisruptionBudgetSpec = {}): FieldError[] {
  const at = path('spec');
  const errors: FieldError[] = [];
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    errors.push(invalidValue(at, shownSpec(spec), 'minAvailable and maxUnavailable cannot be both set'));
  }
  return [
    ...errors,
    ...validateAmount(spec, 'minAvailable'),
    ...validateAmount(spec, 'maxUnavailable'),
    ...validateLabelSelector(spec.selector, at.child('selector')),
    ...validateEvictionPolicy(spec.unhealthyPodEvictionPolicy),
  ];
}

function validateAmount(spec: V1PodDisruptionBudgetSpec, field: 'minAvailable' | 'maxUnavailable'): FieldError[] {
  const amount = spec[field];
  const at = path('spec', field);
  return amount === undefined ? [] : [...validateIntOrPercent(amount, at), ...validateAtMost100Percent(amount, at)];
}

const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];

function validateEvictionPolicy(policy: string | undefined): FieldError[] {
  if (policy === undefined || EVICTION_POLICIES.includes(policy)) return [];
  return [notSupported(path('spec', 'unhealthyPodEvictionPolicy'), policy, EVICTION_POLICIES)];
}

/** As messages show it, with upstream's own names of the fields. */
function shownSpec({
  minAvailable,
  maxUnavailable,
  selector,
  unhealthyPodEvictionPolicy,
}: V1PodDisruptionBudgetSpec): object {
  return {
    MinAvailable: minAvailable ?? null,
    Selector: shownSelector(selector),
    MaxUnavailable: maxUnavailable ?? null,
    UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null,
  };
}
