import type { KubeObject } from '../../api/object.ts';
import type { V2HorizontalPodAutoscaler } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { keepSpec, statusKept } from '../workloads/status.ts';

export type HorizontalPodAutoscaler = V2HorizontalPodAutoscaler & KubeObject;

export const horizontalPodAutoscalers = defineResource<HorizontalPodAutoscaler>({
  group: 'autoscaling',
  name: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  namespaced: true,
  shortNames: ['hpa'],
  categories: ['all'],
  versions: [{ version: 'v2', model: 'V2HorizontalPodAutoscaler' }],
  strategy: statusKept({ desiredReplicas: 0 }),
  status: { prepareForUpdate: keepSpec },
});
