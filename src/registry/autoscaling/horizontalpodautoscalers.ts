import { defineResource } from '../resource.ts';
import { statusKept, statusSubresource } from '../workloads/status.ts';
import type { HorizontalPodAutoscaler } from './autoscaler.ts';
import { toV1Autoscaler, toV2Autoscaler } from './conversion.ts';
import { setAutoscalerDefaults } from './defaults.ts';
import { validateAutoscaler, validateAutoscalerStatus } from './validation.ts';

export const horizontalPodAutoscalers = defineResource<HorizontalPodAutoscaler>({
  group: 'autoscaling',
  name: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  namespaced: true,
  shortNames: ['hpa'],
  categories: ['all'],
  versions: [
    { version: 'v2', model: 'V2HorizontalPodAutoscaler' },
    {
      version: 'v1',
      model: 'V1HorizontalPodAutoscaler',
      toStored: toV2Autoscaler,
      fromStored: toV1Autoscaler,
    },
  ],
  strategy: {
    ...statusKept(),
    defaults: setAutoscalerDefaults,
    validate: (object) => validateAutoscaler(object),
    validateUpdate: validateAutoscaler,
  },
  status: statusSubresource(validateAutoscalerStatus),
});
