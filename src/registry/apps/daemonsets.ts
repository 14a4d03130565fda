import type { KubeObject } from '../../api/object.ts';
import type { V1DaemonSet } from '../../schema/generated/types.ts';
import { setPodTemplateDefaults } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { keepSpec, statusKept } from '../workloads/status.ts';

export type DaemonSet = V1DaemonSet & KubeObject;

const NO_PODS = { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 };

export const daemonSets = defineResource<DaemonSet>({
  group: 'apps',
  name: 'daemonsets',
  kind: 'DaemonSet',
  namespaced: true,
  shortNames: ['ds'],
  categories: ['all'],
  strategy: { ...statusKept(NO_PODS), defaults: setDefaults, tracksGeneration: true },
  status: { prepareForUpdate: keepSpec },
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
}
