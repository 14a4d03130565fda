/** The `status` subresource: what nodes, the scheduler and controllers report of a pod. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue } from '../../../api/field.ts';
import { isDns1123Subdomain } from '../../../api/names.ts';
import type { V1PodCondition, V1PodStatus } from '../../../schema/generated/types.ts';
import type { ObjectSubresource } from '../../strategy.ts';
import { validateImmutable, validateName } from '../../validation/common.ts';
import { each, validateQualifiedName } from '../pod-spec/rules.ts';
import { validateStatusClaims } from './claim-status.ts';
import { validateContainerStatuses } from './container-status.ts';
import { STATUS } from './paths.ts';
import type { Pod } from './pod.ts';
import { statusIpWarnings, validateStatusIps } from './status-ips.ts';
import { validateAnnotationChanges } from './update.ts';

export const status: ObjectSubresource<Pod> = {
  prepareForUpdate(pod, old) {
    if (old.spec) pod.spec = old.spec;
    if (old.metadata.deletionTimestamp) pod.metadata.deletionTimestamp = old.metadata.deletionTimestamp;
    else delete pod.metadata.deletionTimestamp;
    // Kubelets of old wrote these back in a form that garbage collection could not read.
    if (old.metadata.ownerReferences) pod.metadata.ownerReferences = old.metadata.ownerReferences;
    else delete pod.metadata.ownerReferences;
    pod.status ??= {};
    if (!pod.status.qosClass && old.status?.qosClass) pod.status.qosClass = old.status.qosClass;
    keepObservedGenerations(pod.status, old.status ?? {});
  },
  validateUpdate: validateStatusUpdate,
  warnings: (pod) => statusIpWarnings(pod.status ?? {}, STATUS),
};

/** A writer that does not know of generations must not wipe out those of another. */
function keepObservedGenerations(now: V1PodStatus, old: V1PodStatus): void {
  if (!now.observedGeneration && old.observedGeneration) now.observedGeneration = old.observedGeneration;
  const before = new Map<string, V1PodCondition[]>();
  for (const condition of old.conditions ?? []) {
    const type = condition.type ?? '';
    before.set(type, [...(before.get(type) ?? []), condition]);
  }
  for (const condition of now.conditions ?? []) {
    const generation = before.get(condition.type ?? '')?.shift()?.observedGeneration;
    if (!condition.observedGeneration && generation) condition.observedGeneration = generation;
  }
}

function validateStatusUpdate(pod: Pod, old: Pod): FieldError[] {
  const now = pod.status ?? {};
  const before = old.status ?? {};
  return [
    ...validateAnnotationChanges(pod, old),
    ...validateConditions(now.conditions, STATUS.child('conditions')),
    ...validateNomination(pod, old, STATUS.child('nominatedNodeName')),
    ...validateGeneration(now.observedGeneration, STATUS.child('observedGeneration')),
    ...validateImmutable(now.qosClass, before.qosClass, STATUS.child('qosClass')),
    ...validateContainerStatuses(pod, old, STATUS),
    ...validateStatusClaims(pod, STATUS),
    ...validateStatusIps(now, before, STATUS),
  ];
}

const SYSTEM_CONDITIONS = ['PodScheduled', 'Ready', 'Initialized'];

function validateConditions(conditions: readonly V1PodCondition[] | undefined, at: FieldPath): FieldError[] {
  return each(conditions, at, (condition, conditionAt) => [
    ...validateGeneration(condition.observedGeneration, conditionAt.child('observedGeneration')),
    ...(SYSTEM_CONDITIONS.includes(condition.type ?? '')
      ? []
      : validateQualifiedName(condition.type, conditionAt.child('Type'))),
  ]);
}

function validateGeneration(generation: number | undefined, at: FieldPath): FieldError[] {
  if (generation === undefined || generation >= 0) return [];
  return [invalidValue(at, generation, 'must be a non-negative integer')];
}

/** A node can be reserved for a pod only until the pod has one. */
function validateNomination(pod: Pod, old: Pod, at: FieldPath): FieldError[] {
  const node = pod.status?.nominatedNodeName;
  if (!node || node === old.status?.nominatedNodeName) return [];
  const errors = validateName(node, isDns1123Subdomain, at);
  if (!old.spec?.nodeName) return errors;
  return [...errors, forbiddenField(at, 'may not be set on pods that are already bound to a node')];
}
