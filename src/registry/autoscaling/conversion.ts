/** autoscaling/v1, which knows one metric, and autoscaling/v2, which is stored. */
import type { KubeObject } from '../../api/object.ts';
import type {
  V1HorizontalPodAutoscalerSpec,
  V1HorizontalPodAutoscalerStatus,
  V2HorizontalPodAutoscalerSpec,
  V2HorizontalPodAutoscalerStatus,
  V2MetricSpec,
  V2MetricStatus,
  V2MetricTarget,
} from '../../schema/generated/types.ts';
import {
  BEHAVIOR,
  CONDITIONS,
  CURRENT_METRICS,
  listOf,
  METRICS,
  metadataWithoutCarriers,
  readCarried,
} from './annotations.ts';
import type { HorizontalPodAutoscaler } from './autoscaler.ts';
import { behaviorFromGo, behaviorToGo } from './behavior-annotation.ts';
import { fromV1, SPEC_FORMS, STATUS_FORMS, toV1 } from './metric-forms.ts';

export function toV2Autoscaler(object: KubeObject): HorizontalPodAutoscaler {
  const stored: KubeObject = {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: metadataWithoutCarriers(object),
    spec: specToV2(object),
    ...(object.status && { status: statusToV2(object) }),
  };
  return stored as HorizontalPodAutoscaler;
}

function specToV2(object: KubeObject): V2HorizontalPodAutoscalerSpec {
  const { targetCPUUtilizationPercentage: cpu, ...spec }: V1HorizontalPodAutoscalerSpec = object.spec ?? {};
  const carried = readCarried(object, METRICS, 'V2MetricSpec', (list) =>
    listOf(list).map((metric) => withTargetTypes(fromV1(metric, SPEC_FORMS))),
  );
  const metrics: V2MetricSpec[] = carried ?? [];
  if (typeof cpu === 'number') metrics.push(cpuUtilization(cpu));
  const [behavior] =
    readCarried(object, BEHAVIOR, 'V2HorizontalPodAutoscalerBehavior', (rules) => [behaviorFromGo(rules)]) ?? [];
  return { ...spec, ...(metrics.length > 0 && { metrics }), ...(behavior && { behavior }) };
}

function cpuUtilization(percent: number): V2MetricSpec {
  return { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } } };
}

/** v1's targets do not say their type: what is given tells it. */
function withTargetTypes(metric: V2MetricSpec): V2MetricSpec {
  for (const source of SPEC_FORMS.keys()) {
    const given = metric[source as 'object'];
    if (!given) continue;
    given.target ??= {};
    given.target.type = targetType(given.target);
  }
  return metric;
}

function targetType({ averageUtilization, averageValue, value }: V2MetricTarget): string {
  if (averageUtilization !== undefined) return 'Utilization';
  return value !== undefined && averageValue === undefined ? 'Value' : 'AverageValue';
}

function statusToV2(object: KubeObject): V2HorizontalPodAutoscalerStatus {
  const { currentCPUUtilizationPercentage: cpu, ...status }: V1HorizontalPodAutoscalerStatus = object.status;
  const metrics: V2MetricStatus[] =
    readCarried(object, CURRENT_METRICS, 'V2MetricStatus', (list) =>
      listOf(list).map((metric) => fromV1(metric, STATUS_FORMS)),
    ) ??
    (cpu === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: cpu } } }]);
  const conditions = readCarried(object, CONDITIONS, 'V2HorizontalPodAutoscalerCondition', listOf);
  return {
    desiredReplicas: 0,
    ...status,
    ...(metrics.length > 0 && { currentMetrics: metrics }),
    ...(conditions?.length && { conditions }),
  };
}

export function toV1Autoscaler(object: HorizontalPodAutoscaler): KubeObject {
  const metadata = metadataWithoutCarriers(object);
  const carried = carriedBy(object);
  return {
    ...object,
    apiVersion: 'autoscaling/v1',
    metadata: carried ? { ...metadata, annotations: { ...metadata.annotations, ...carried } } : metadata,
    spec: specToV1(object.spec ?? {}),
    ...(object.status && { status: statusToV1(object.status) }),
  };
}

function specToV1(spec: V2HorizontalPodAutoscalerSpec): V1HorizontalPodAutoscalerSpec {
  const { metrics, behavior: _, ...shared } = spec;
  const cpu = metrics?.find(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu');
  const percent = cpu?.resource?.target?.averageUtilization;
  return { ...shared, ...(percent !== undefined && { targetCPUUtilizationPercentage: percent }) };
}

function statusToV1(status: V2HorizontalPodAutoscalerStatus): V1HorizontalPodAutoscalerStatus {
  const { currentMetrics, conditions: _, ...shared } = status;
  const percent = (currentMetrics ?? [])
    .filter(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu')
    .map(({ resource }) => resource?.current?.averageUtilization)
    .findLast((utilization) => utilization !== undefined);
  return {
    currentReplicas: 0,
    desiredReplicas: 0,
    ...shared,
    ...(percent !== undefined && { currentCPUUtilizationPercentage: percent }),
  };
}

/** The annotations that keep what v1's fields cannot hold; undefined when there is nothing. */
function carriedBy({ spec, status }: HorizontalPodAutoscaler): Record<string, string> | undefined {
  const others = (spec?.metrics ?? []).filter((metric) => !isCpuUtilization(metric));
  const carried: Record<string, string> = {};
  if (others.length > 0) carried[METRICS] = JSON.stringify(others.map((metric) => toV1(metric, SPEC_FORMS)));
  if (spec?.behavior) carried[BEHAVIOR] = JSON.stringify(behaviorToGo(spec.behavior));
  if (status?.currentMetrics?.length) {
    carried[CURRENT_METRICS] = JSON.stringify(status.currentMetrics.map((metric) => toV1(metric, STATUS_FORMS)));
  }
  if (status?.conditions?.length) carried[CONDITIONS] = JSON.stringify(status.conditions);
  return Object.keys(carried).length > 0 ? carried : undefined;
}

function isCpuUtilization({ type, resource }: V2MetricSpec): boolean {
  return type === 'Resource' && resource?.name === 'cpu' && resource.target?.averageUtilization !== undefined;
}
