import { type FieldError, path, required } from '../../api/field.ts';
import { LabelSelector } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import type {
  V1PodTemplateSpec,
  V1ReplicationController,
  V1ReplicationControllerSpec,
} from '../../schema/generated/types.ts';
import { validateReplicaSetStatus } from '../apps/replicaset-validation.ts';
import { defineResource } from '../resource.ts';
import { validateNonnegative } from '../validation/common.ts';
import { replicaScale } from '../workloads/scale.ts';
import { validateTemplateSelected } from '../workloads/selector.ts';
import { statusKept, statusSubresource } from '../workloads/status.ts';
import { validateLongRunningTemplate } from '../workloads/template.ts';
import { podNameWarnings, templateWarnings } from '../workloads/warnings.ts';
import { setPodTemplateDefaults } from './pod-spec/index.ts';

export type ReplicationController = V1ReplicationController & KubeObject;

export const replicationControllers = defineResource<ReplicationController>({
  name: 'replicationcontrollers',
  kind: 'ReplicationController',
  namespaced: true,
  shortNames: ['rc'],
  categories: ['all'],
  prefix: '/registry/controllers/',
  strategy: {
    ...statusKept(),
    defaults: setDefaults,
    tracksGeneration: true,
    defaultPropagation: 'Orphan',
    validate: (object) => validateSpec(object.spec),
    validateUpdate: (object, old) => validateSpec(object.spec, old.spec),
    warnings: (object, old) => [...podNameWarnings(object, old), ...templateWarnings(object, old)],
  },
  status: statusSubresource((object) => validateReplicaSetStatus(object.status)),
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

function validateSpec(spec: V1ReplicationControllerSpec = {}, old?: V1ReplicationControllerSpec): FieldError[] {
  const at = path('spec');
  return [
    ...validateNonnegative(spec.minReadySeconds, at.child('minReadySeconds')),
    ...(isEmpty(spec.selector) ? [required(at.child('selector'))] : []),
    ...validateNonnegative(spec.replicas, at.child('replicas')),
    ...validateTemplate(spec, old?.template),
  ];
}

function validateTemplate(
  { selector, template }: V1ReplicationControllerSpec,
  old: V1PodTemplateSpec | undefined,
): FieldError[] {
  const at = path('spec', 'template');
  if (!template) return [required(at)];
  return [
    ...validateTemplateSelected({ matchLabels: selector ?? {} }, template, at),
    ...validateLongRunningTemplate(template, 'ReplicationController', at, old),
  ];
}
