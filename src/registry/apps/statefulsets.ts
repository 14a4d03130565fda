import type { KubeObject } from '../../api/object.ts';
import type { V1PersistentVolumeClaim, V1StatefulSet } from '../../schema/generated/types.ts';
import { setPodTemplateDefaults } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { replicaScale } from '../workloads/scale.ts';
import { keepSpec, statusKept } from '../workloads/status.ts';

export type StatefulSet = V1StatefulSet & KubeObject;

export const statefulSets = defineResource<StatefulSet>({
  group: 'apps',
  name: 'statefulsets',
  kind: 'StatefulSet',
  namespaced: true,
  shortNames: ['sts'],
  categories: ['all'],
  strategy: {
    ...statusKept({ replicas: 0, availableReplicas: 0 }),
    defaults: setDefaults,
    tracksGeneration: true,
  },
  status: { prepareForUpdate: keepSpec },
  scale: replicaScale,
});

function setDefaults(object: StatefulSet): void {
  object.spec ??= {};
  const spec = object.spec;
  spec.podManagementPolicy ||= 'OrderedReady';
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ||= 'RollingUpdate';
  if (spec.updateStrategy.type === 'RollingUpdate') {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.partition ??= 0;
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
  }
  spec.persistentVolumeClaimRetentionPolicy ??= {};
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain';
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain';
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  if (spec.ordinals) spec.ordinals.start ??= 0;
  spec.template ??= {};
  setPodTemplateDefaults(spec.template);
  spec.volumeClaimTemplates?.forEach(setClaimDefaults);
}

function setClaimDefaults(claim: V1PersistentVolumeClaim): void {
  claim.apiVersion = 'v1';
  claim.kind = 'PersistentVolumeClaim';
  claim.metadata ??= {};
  claim.spec ??= {};
  claim.spec.resources ??= {};
  claim.spec.volumeMode ??= 'Filesystem';
  claim.status ??= {};
  claim.status.phase ||= 'Pending';
}
