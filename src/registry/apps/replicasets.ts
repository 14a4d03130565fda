import type { KubeObject } from '../../api/object.ts';
import type { V1ReplicaSet } from '../../schema/generated/types.ts';
import { setPodTemplateDefaults } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { replicaScale } from '../workloads/scale.ts';
import { statusKept, statusSubresource } from '../workloads/status.ts';
import { podNameWarnings, templateWarnings } from '../workloads/warnings.ts';
import {
  validateReplicaSetSpec,
  validateReplicaSetSpecUpdate,
  validateReplicaSetStatus,
} from './replicaset-validation.ts';

export type ReplicaSet = V1ReplicaSet & KubeObject;

export const replicaSets = defineResource<ReplicaSet>({
  group: 'apps',
  name: 'replicasets',
  kind: 'ReplicaSet',
  namespaced: true,
  shortNames: ['rs'],
  categories: ['all'],
  strategy: {
    ...statusKept(),
    defaults: setDefaults,
    tracksGeneration: true,
    validate: (object) => validateReplicaSetSpec(object.spec),
    validateUpdate: (object, old) => validateReplicaSetSpecUpdate(object.spec, old.spec),
    warnings: (object, old) => [...podNameWarnings(object, old), ...templateWarnings(object, old)],
  },
  status: statusSubresource((object) => validateReplicaSetStatus(object.status)),
  scale: replicaScale,
  selectableFields: { 'status.replicas': (object) => String(object.status?.replicas ?? 0) },
});

function setDefaults(object: ReplicaSet): void {
  object.spec ??= {};
  object.spec.replicas ??= 1;
  object.spec.template ??= {};
  setPodTemplateDefaults(object.spec.template);
}
