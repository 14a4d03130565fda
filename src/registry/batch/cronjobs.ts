import { path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1CronJob } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { podTemplateWarnings } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { statusKept, statusSubresource } from '../workloads/status.ts';
import { podNameWarnings } from '../workloads/warnings.ts';
import { validateCronJobName, validateCronJobSpec } from './cronjob-validation.ts';
import { setJobTemplateDefaults } from './job-defaults.ts';

export type CronJob = V1CronJob & KubeObject;

export const cronJobs = defineResource<CronJob>({
  group: 'batch',
  name: 'cronjobs',
  kind: 'CronJob',
  namespaced: true,
  shortNames: ['cj'],
  categories: ['all'],
  strategy: {
    ...statusKept(),
    defaults: setDefaults,
    tracksGeneration: true,
    validate: (object) => [...validateCronJobSpec(object.spec), ...validateCronJobName(object.metadata.name)],
    validateUpdate: (object, old) => validateCronJobSpec(object.spec, old.spec),
    warnings: (object, old) => [...podNameWarnings(object, old), ...warnings(object, old)],
  },
  // Upstream has no rules for it.
  status: statusSubresource(() => []),
});

function setDefaults(object: CronJob): void {
  object.spec ??= {};
  const spec = object.spec;
  spec.concurrencyPolicy ||= 'Allow';
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
  spec.jobTemplate ??= {};
  spec.jobTemplate.spec ??= {};
  setJobTemplateDefaults(spec.jobTemplate.spec);
}

function warnings({ spec = {} }: CronJob, old: CronJob | undefined): string[] {
  if (old && deepEqual(spec, old.spec)) return [];
  const at = path('spec');
  const texts: string[] = [];
  if (spec.schedule?.includes('TZ')) {
    const documented = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/';
    texts.push(
      `CRON_TZ or TZ used in ${at.child('schedule')} is not officially supported, see ${documented} for more details`,
    );
  }
  const templateAt = at.child('jobTemplate', 'spec', 'template');
  return [...texts, ...podTemplateWarnings(spec.jobTemplate?.spec?.template, templateAt)];
}
