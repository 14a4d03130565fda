import { type FieldError, path } from '../../api/field.ts';
import type { V1ReplicaSetSpec, V1ReplicaSetStatus } from '../../schema/generated/types.ts';
import { validateNonnegative } from '../validation/common.ts';
import { type Ceiling, validateCounters } from '../workloads/counters.ts';
import { validateSelectorImmutable } from '../workloads/selector.ts';
import { validateSelectedTemplate } from './selected-template.ts';

const at = path('spec');

export function validateReplicaSetSpec(spec: V1ReplicaSetSpec = {}, old?: V1ReplicaSetSpec): FieldError[] {
  return [
    ...validateNonnegative(spec.replicas, at.child('replicas')),
    ...validateNonnegative(spec.minReadySeconds, at.child('minReadySeconds')),
    ...validateSelectedTemplate(spec, at, old?.template),
  ];
}

export function validateReplicaSetSpecUpdate(spec: V1ReplicaSetSpec = {}, old: V1ReplicaSetSpec = {}): FieldError[] {
  return [
    ...validateReplicaSetSpec(spec, old),
    ...validateSelectorImmutable(spec.selector, old.selector, at.child('selector')),
  ];
}

const COUNTERS = [
  'replicas',
  'fullyLabeledReplicas',
  'readyReplicas',
  'availableReplicas',
  'observedGeneration',
  'terminatingReplicas',
];
const CEILINGS: readonly Ceiling[] = [
  { counter: 'fullyLabeledReplicas', ceiling: 'replicas', called: 'status.replicas' },
  { counter: 'readyReplicas', ceiling: 'replicas', called: 'status.replicas' },
  { counter: 'availableReplicas', ceiling: 'replicas', called: 'status.replicas' },
  { counter: 'availableReplicas', ceiling: 'readyReplicas', called: 'readyReplicas' },
];

/** Of replication controllers too. */
export function validateReplicaSetStatus(status: V1ReplicaSetStatus | undefined): FieldError[] {
  return validateCounters(status, COUNTERS, CEILINGS);
}
