import type { KubeObject } from '../../api/object.ts';
import type { V1Deployment } from '../../schema/generated/types.ts';
import { setPodTemplateDefaults } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { replicaScale } from '../workloads/scale.ts';
import { keepSpec, statusKept } from '../workloads/status.ts';

export type Deployment = V1Deployment & KubeObject;

export const deployments = defineResource<Deployment>({
  group: 'apps',
  name: 'deployments',
  kind: 'Deployment',
  namespaced: true,
  shortNames: ['deploy'],
  categories: ['all'],
  strategy: { ...statusKept(), defaults: setDefaults, tracksGeneration: true },
  status: {
    prepareForUpdate(object, old) {
      keepSpec(object, old);
      object.metadata.labels = old.metadata.labels;
    },
  },
  scale: replicaScale,
});

function setDefaults(object: Deployment): void {
  object.spec ??= {};
  const spec = object.spec;
  spec.replicas ??= 1;
  spec.strategy ??= {};
  spec.strategy.type ||= 'RollingUpdate';
  if (spec.strategy.type === 'RollingUpdate') {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= '25%';
    spec.strategy.rollingUpdate.maxSurge ??= '25%';
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
  spec.template ??= {};
  setPodTemplateDefaults(spec.template);
}
