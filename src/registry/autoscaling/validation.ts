import { type FieldError, forbiddenField, invalidValue, path, required } from '../../api/field.ts';
import type { V2HorizontalPodAutoscalerSpec } from '../../schema/generated/types.ts';
import { validateCounters } from '../workloads/counters.ts';
import type { HorizontalPodAutoscaler } from './autoscaler.ts';
import { validateBehavior } from './behavior.ts';
import { validateMetric } from './metrics.ts';
import { type ReferenceOptions, validateReference, whatIsWrongWithVersion } from './references.ts';

const at = path('spec');

export function validateAutoscaler(object: HorizontalPodAutoscaler, old?: HorizontalPodAutoscaler): FieldError[] {
  const { spec = {} } = object;
  return [
    ...validateReplicas(spec, old?.spec?.minReplicas === 0 ? 0 : 1),
    ...validateReference(spec.scaleTargetRef ?? {}, at.child('scaleTargetRef'), targetOptions(spec, old?.spec)),
    ...validateMetrics(spec, old?.spec),
    ...validateBehavior(spec.behavior, at.child('behavior')),
  ];
}

export function validateAutoscalerStatus({ status }: HorizontalPodAutoscaler): FieldError[] {
  return validateCounters(status, ['currentReplicas', 'desiredReplicas']);
}

function validateReplicas(
  { minReplicas, maxReplicas = 0 }: V2HorizontalPodAutoscalerSpec,
  least: number,
): FieldError[] {
  const errors: FieldError[] = [];
  const maximumAt = at.child('maxReplicas');
  if (minReplicas !== undefined && minReplicas < least) {
    errors.push(invalidValue(at.child('minReplicas'), minReplicas, `must be greater than or equal to ${least}`));
  }
  if (maxReplicas === 0) errors.push(required(maximumAt, 'must be set and greater than 0'));
  if (maxReplicas < 0) errors.push(invalidValue(maximumAt, maxReplicas, 'must be greater than 0'));
  if (minReplicas !== undefined && maxReplicas < minReplicas) {
    errors.push(invalidValue(maximumAt, maxReplicas, 'must be greater than or equal to `minReplicas`'));
  }
  return errors;
}

/** Of the kinds without an API group, one can be scaled. */
function targetOptions(
  { scaleTargetRef: target }: V2HorizontalPodAutoscalerSpec,
  old: V2HorizontalPodAutoscalerSpec | undefined,
): ReferenceOptions {
  const before = old?.scaleTargetRef;
  return {
    anyVersion: before !== undefined && before.apiVersion === target?.apiVersion && before.kind === target?.kind,
    coreGroup: target?.kind === 'ReplicationController',
  };
}

function validateMetrics(
  { metrics = [], minReplicas }: V2HorizontalPodAutoscalerSpec,
  old: V2HorizontalPodAutoscalerSpec | undefined,
): FieldError[] {
  const metricsAt = at.child('metrics');
  const described = (old?.metrics ?? []).flatMap(({ type, object }) => (type === 'Object' && object ? [object] : []));
  const anyVersion = described.some(({ describedObject = {} }) => whatIsWrongWithVersion(describedObject, true));
  const errors = metrics.flatMap((metric, position) =>
    validateMetric(metric, metricsAt.index(position), { anyVersion, coreGroup: true }),
  );
  // A workload without pods has no usage of its own to tell that it is needed again.
  const measuredOutside = metrics.some(({ type }) => type === 'Object' || type === 'External');
  if (minReplicas === 0 && !measuredOutside) {
    const detail = 'must specify at least one Object or External metric to support scaling to zero replicas';
    errors.push(forbiddenField(metricsAt, detail));
  }
  return errors;
}
