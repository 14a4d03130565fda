import type { KubeObject } from '../../api/object.ts';
import type { V1CronJob } from '../../schema/generated/types.ts';
import { setPodTemplateDefaults } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { keepSpec, statusKept } from '../workloads/status.ts';

export type CronJob = V1CronJob & KubeObject;

export const cronJobs = defineResource<CronJob>({
  group: 'batch',
  name: 'cronjobs',
  kind: 'CronJob',
  namespaced: true,
  shortNames: ['cj'],
  categories: ['all'],
  strategy: { ...statusKept(), defaults: setDefaults, tracksGeneration: true },
  status: { prepareForUpdate: keepSpec },
});

function setDefaults(object: CronJob): void {
  object.spec ??= {};
  const spec = object.spec;
  spec.concurrencyPolicy ||= 'Allow';
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
  spec.jobTemplate ??= {};
  spec.jobTemplate.metadata ??= {};
  spec.jobTemplate.spec ??= {};
  spec.jobTemplate.spec.template ??= {};
  setPodTemplateDefaults(spec.jobTemplate.spec.template);
}
