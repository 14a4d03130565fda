import type { KubeObject } from '../../api/object.ts';
import type { V1DaemonSet } from '../../schema/generated/types.ts';
import { setPodTemplateDefaults } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { keepSpec, statusKept } from '../workloads/status.ts';
import { templateWarnings } from '../workloads/warnings.ts';
import { validateDaemonSetSpec, validateDaemonSetSpecUpdate, validateDaemonSetStatus } from './daemonset-validation.ts';
import {
  advanceTemplateGeneration,
  showTemplateGeneration,
  startTemplateGeneration,
  validateTemplateGeneration,
} from './template-generation.ts';

export type DaemonSet = V1DaemonSet & KubeObject;

const status = statusKept();

export const daemonSets = defineResource<DaemonSet>({
  group: 'apps',
  name: 'daemonsets',
  kind: 'DaemonSet',
  namespaced: true,
  shortNames: ['ds'],
  categories: ['all'],
  strategy: {
    defaults: setDefaults,
    tracksGeneration: true,
    prepareForCreate(object, context) {
      status.prepareForCreate(object, context);
      startTemplateGeneration(object);
    },
    prepareForUpdate(object, old, context) {
      status.prepareForUpdate(object, old, context);
      advanceTemplateGeneration(object, old);
    },
    validate: (object) => [...validateDaemonSetSpec(object.spec), ...validateTemplateGeneration(object)],
    validateUpdate: (object, old) => validateDaemonSetSpecUpdate(object.spec, old.spec),
    warnings: templateWarnings,
  },
  status: {
    prepareForUpdate(object, old) {
      keepSpec(object, old);
      advanceTemplateGeneration(object, old);
    },
    validateUpdate: (object, old) => validateDaemonSetStatus(object.status, old.status),
  },
});

function setDefaults(object: DaemonSet): void {
  object.spec ??= {};
  const spec = object.spec;
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ||= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= 10;
  spec.template ??= {};
  setPodTemplateDefaults(spec.template);
  showTemplateGeneration(object);
}
