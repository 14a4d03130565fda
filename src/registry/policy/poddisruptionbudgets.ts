import type { KubeObject } from '../../api/object.ts';
import type { V1PodDisruptionBudget } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { keepSpec, statusKept } from '../workloads/status.ts';

export type PodDisruptionBudget = V1PodDisruptionBudget & KubeObject;

const NO_PODS = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };

export const podDisruptionBudgets = defineResource<PodDisruptionBudget>({
  group: 'policy',
  name: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  namespaced: true,
  shortNames: ['pdb'],
  strategy: { ...statusKept(NO_PODS), tracksGeneration: true, allowUnconditionalUpdate: false },
  status: { prepareForUpdate: keepSpec },
});
