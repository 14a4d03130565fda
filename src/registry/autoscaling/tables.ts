import type { KubeObject } from '../../api/object.ts';
import type {
  V2HorizontalPodAutoscaler,
  V2MetricSpec,
  V2MetricStatus,
  V2MetricTarget,
  V2MetricValueStatus,
} from '../../schema/generated/types.ts';
import { AGE, column, type GroupTables, NAME, table } from '../table/columns.ts';
import { joinLimited } from '../table/lists.ts';

type HorizontalPodAutoscaler = V2HorizontalPodAutoscaler & KubeObject;

const UNKNOWN = '<unknown>';
const LIMIT = 2;

/** `current/target` of one metric, in the form that its type has. */
function metricText(spec: V2MetricSpec, status: V2MetricStatus | undefined): string {
  switch (spec.type) {
    case 'External':
      return amounts(spec.external?.target, status?.external?.current);
    case 'Object':
      return amounts(spec.object?.target, status?.object?.current);
    case 'Pods':
      return `${status?.pods?.current?.averageValue ?? UNKNOWN}/${spec.pods?.target?.averageValue ?? '0'}`;
    case 'Resource':
      return utilization(spec.resource, status?.resource?.current);
    case 'ContainerResource':
      return utilization(spec.containerResource, status?.containerResource?.current);
    default:
      return '<unknown type>';
  }
}

function amounts(target: V2MetricTarget | undefined, current: V2MetricValueStatus | undefined): string {
  if (target?.averageValue !== undefined) return `${current?.averageValue ?? UNKNOWN}/${target.averageValue} (avg)`;
  return `${current?.value ?? UNKNOWN}/${target?.value ?? '0'}`;
}

function utilization(
  source: { name?: string; target?: V2MetricTarget } | undefined,
  current: V2MetricValueStatus | undefined,
): string {
  const { name = '', target } = source ?? {};
  if (target?.averageValue !== undefined) return `${name}: ${current?.averageValue ?? UNKNOWN}/${target.averageValue}`;
  return `${name}: ${percent(current?.averageUtilization) ?? UNKNOWN}/${percent(target?.averageUtilization) ?? '<auto>'}`;
}

function percent(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value}%`;
}

function targets({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec?.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  const texts = metrics.map((metric, position) => metricText(metric, status?.currentMetrics?.[position]));
  return joinLimited(texts, LIMIT, ', ');
}

const horizontalPodAutoscalers = table<HorizontalPodAutoscaler>(
  NAME,
  column('Reference', 'What is scaled.', ({ spec }) => `${spec?.scaleTargetRef?.kind}/${spec?.scaleTargetRef?.name}`),
  column('Targets', 'What each metric is, and what it should be.', targets),
  column('MinPods', 'The fewest replicas that it scales down to.', ({ spec }) =>
    String(spec?.minReplicas ?? '<unset>'),
  ),
  column('MaxPods', 'The most replicas that it scales up to.', ({ spec }) => spec?.maxReplicas ?? 0),
  column('Replicas', 'How many replicas there are.', ({ status }) => status?.currentReplicas ?? 0),
  AGE,
);

export const autoscalingTables: GroupTables = new Map([['horizontalpodautoscalers', horizontalPodAutoscalers]]);
