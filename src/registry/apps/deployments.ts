import type { KubeObject } from '../../api/object.ts';
import type { V1Deployment } from '../../schema/generated/types.ts';
import { setPodTemplateDefaults } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { replicaScale } from '../workloads/scale.ts';
import { keepSpec, statusKept } from '../workloads/status.ts';
import { podNameWarnings, templateWarnings } from '../workloads/warnings.ts';
import {
  validateDeploymentSpec,
  validateDeploymentSpecUpdate,
  validateDeploymentStatus,
} from './deployment-validation.ts';

export type Deployment = V1Deployment & KubeObject;

export const deployments = defineResource<Deployment>({
  group: 'apps',
  name: 'deployments',
  kind: 'Deployment',
  namespaced: true,
  shortNames: ['deploy'],
  categories: ['all'],
  strategy: {
    ...statusKept(),
    defaults: setDefaults,
    tracksGeneration: true,
    generationMetadata: 'annotations',
    validate: (object) => validateDeploymentSpec(object.spec),
    validateUpdate: (object, old) => validateDeploymentSpecUpdate(object.spec, old.spec),
    warnings: (object, old) => [...podNameWarnings(object, old), ...templateWarnings(object, old)],
  },
  status: {
    prepareForUpdate(object, old) {
      keepSpec(object, old);
      if (old.metadata.labels) object.metadata.labels = old.metadata.labels;
      else delete object.metadata.labels;
    },
    validateUpdate: (object, old) => validateDeploymentStatus(object.status, old.status),
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
