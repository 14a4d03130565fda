import type { V1JobSpec } from '../../schema/generated/types.ts';
import { setPodTemplateDefaults } from '../core/pod-spec/index.ts';
import type { Job } from './job.ts';

const NO_LIMIT = 2 ** 31 - 1;

/** Of jobs themselves; a CronJob's job template gets them when a job is made from it. */
export function setJobDefaults(job: Job): void {
  job.spec ??= {};
  const spec = job.spec;
  setParallelismDefaults(spec);
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : NO_LIMIT;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
  setJobTemplateDefaults(spec);
  setLabelDefaults(job);
}

/** A job without labels has those of its pods: its template's own, and those that it gets made. */
export function setLabelDefaults(job: Job): void {
  const labels = job.spec?.template?.metadata?.labels;
  if (labels && Object.keys(job.metadata.labels ?? {}).length === 0) job.metadata.labels = { ...labels };
}

/** What job specs and job templates share. */
export function setJobTemplateDefaults(spec: V1JobSpec): void {
  spec.template ??= {};
  setPodTemplateDefaults(spec.template);
  for (const rule of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True';
  }
}

/** Without either, a job runs one pod; with completions alone, one after the other; with parallelism alone, a work queue. */
function setParallelismDefaults(spec: V1JobSpec): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
}
