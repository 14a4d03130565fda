import type { KubeObject } from '../../api/object.ts';
import type { V1Job } from '../../schema/generated/types.ts';
import { setPodTemplateDefaults } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { keepSpec, statusKept } from '../workloads/status.ts';

export type Job = V1Job & KubeObject;

export const jobs = defineResource<Job>({
  group: 'batch',
  name: 'jobs',
  kind: 'Job',
  namespaced: true,
  categories: ['all'],
  strategy: { ...statusKept(), tracksGeneration: true, defaults: setDefaults },
  status: { prepareForUpdate: keepSpec },
  selectableFields: { 'status.successful': (object) => String(object.status?.succeeded ?? 0) },
});

function setDefaults(object: Job): void {
  object.spec ??= {};
  object.spec.template ??= {};
  setPodTemplateDefaults(object.spec.template);
}
