import { LabelSelector } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ReplicationController } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { replicaScale } from '../workloads/scale.ts';
import { keepSpec, statusKept } from '../workloads/status.ts';
import { setPodTemplateDefaults } from './pod-spec/index.ts';

export type ReplicationController = V1ReplicationController & KubeObject;

export const replicationControllers = defineResource<ReplicationController>({
  name: 'replicationcontrollers',
  kind: 'ReplicationController',
  namespaced: true,
  shortNames: ['rc'],
  categories: ['all'],
  prefix: '/registry/controllers/',
  strategy: { ...statusKept({ replicas: 0 }), defaults: setDefaults, tracksGeneration: true },
  status: { prepareForUpdate: keepSpec },
  scale: {
    ...replicaScale,
    selector: (object) => LabelSelector.fromObject({ matchLabels: object.spec?.selector ?? {} })!.toString(),
  },
  selectableFields: { 'status.replicas': (object) => String(object.status?.replicas ?? 0) },
});

/** Labels and selector are the template's where they are left out. */
function setDefaults(object: ReplicationController): void {
  object.spec ??= {};
  const spec = object.spec;
  spec.replicas ??= 1;
  const labels = spec.template?.metadata?.labels;
  if (labels) {
    if (isEmpty(spec.selector)) spec.selector = { ...labels };
    if (isEmpty(object.metadata.labels)) object.metadata.labels = { ...labels };
  }
  if (spec.template) setPodTemplateDefaults(spec.template);
}

function isEmpty(map: Record<string, string> | undefined): boolean {
  return map === undefined || Object.keys(map).length === 0;
}
