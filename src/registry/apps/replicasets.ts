import type { KubeObject } from '../../api/object.ts';
import type { V1ReplicaSet } from '../../schema/generated/types.ts';
import { setPodTemplateDefaults } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { replicaScale } from '../workloads/scale.ts';
import { keepSpec, statusKept } from '../workloads/status.ts';

export type ReplicaSet = V1ReplicaSet & KubeObject;

export const replicaSets = defineResource<ReplicaSet>({
  group: 'apps',
  name: 'replicasets',
  kind: 'ReplicaSet',
  namespaced: true,
  shortNames: ['rs'],
  categories: ['all'],
  strategy: { ...statusKept({ replicas: 0 }), defaults: setDefaults, tracksGeneration: true },
  status: { prepareForUpdate: keepSpec },
  scale: replicaScale,
  selectableFields: { 'status.replicas': (object) => String(object.status?.replicas ?? 0) },
});

function setDefaults(object: ReplicaSet): void {
  object.spec ??= {};
  object.spec.replicas ??= 1;
  object.spec.template ??= {};
  setPodTemplateDefaults(object.spec.template);
}
