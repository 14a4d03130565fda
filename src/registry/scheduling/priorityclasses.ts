import type { KubeObject } from '../../api/object.ts';
import type { V1PriorityClass } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';

export type PriorityClass = V1PriorityClass & KubeObject;

export const priorityClasses = defineResource<PriorityClass>({
  group: 'scheduling.k8s.io',
  name: 'priorityclasses',
  kind: 'PriorityClass',
  namespaced: false,
  shortNames: ['pc'],
  strategy: {
    defaults(object) {
      object.value ??= 0;
      object.preemptionPolicy ??= 'PreemptLowerPriority';
    },
    prepareForCreate(object) {
      object.metadata.generation = 1;
    },
  },
});
