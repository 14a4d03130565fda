/** Rules of a job's spec, in a Job or in a CronJob's template. */
import { validateDomainPath } from '../../api/domain-path.ts';
import {
  type FieldError,
  type FieldPath,
  invalidValue,
  notSupported,
  path,
  required,
  tooLong,
} from '../../api/field.ts';
import { isDns1123Label } from '../../api/names.ts';
import type { V1JobSpec, V1PodTemplateSpec } from '../../schema/generated/types.ts';
import { validatePodTemplateSpec } from '../core/pod-spec/index.ts';
import { validateNonnegative } from '../validation/common.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';
import { isUsableSelector, validateTemplateSelected } from '../workloads/selector.ts';
import { validateCompletionMode } from './completion-mode.ts';
import type { Job } from './job.ts';
import { validatePodFailurePolicy, validateSuccessPolicy } from './job-policies.ts';
import { validateGeneratedSelector } from './job-selector.ts';

const MAX_MANAGED_BY_LENGTH = 63;

export interface JobOptions {
  readonly prefixedLabels: boolean;
  readonly oldTemplate?: V1PodTemplateSpec;
}

export function validateJob(job: Job, options: JobOptions): FieldError[] {
  const spec = job.spec ?? {};
  const at = path('spec');
  const selectorAt = at.child('selector');
  const errors = [
    ...validateGeneratedSelector(job, options.prefixedLabels),
    ...validateJobTemplateSpec(spec, at, options.oldTemplate),
    ...(spec.selector ? validateLabelSelector(spec.selector, selectorAt) : [required(selectorAt)]),
  ];
  if (isUsableSelector(spec.selector, selectorAt)) {
    errors.push(...validateTemplateSelected(spec.selector, spec.template, at.child('template')));
  }
  return [...errors, ...validateHostname(job)];
}

/** An indexed job's pods carry their index in their host name. */
function validateHostname({ metadata, spec }: Job): FieldError[] {
  if (spec?.completionMode !== 'Indexed' || !spec.completions || spec.completions < 1) return [];
  const longest = `${metadata.name}-${spec.completions - 1}`;
  if (isDns1123Label(longest).length === 0) return [];
  const detail = `will not able to create pod with invalid DNS label: ${longest}`;
  return [invalidValue(path('metadata', 'name'), metadata.name, detail)];
}

const COUNTS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
  'backoffLimitPerIndex',
  'maxFailedIndexes',
] as const;

/** Everything but the selector, which a template does not have yet. */
export function validateJobTemplateSpec(spec: V1JobSpec, at: FieldPath, oldTemplate?: V1PodTemplateSpec): FieldError[] {
  const errors = COUNTS.flatMap((field) => validateNonnegative(spec[field], at.child(field)));
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined) {
    errors.push(required(at.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified'));
  }
  errors.push(...validateManagedBy(spec.managedBy, at.child('managedBy')), ...validateCompletionMode(spec, at));
  if (spec.podFailurePolicy) {
    errors.push(...validatePodFailurePolicy(spec.podFailurePolicy, spec, at.child('podFailurePolicy')));
  }
  if (spec.successPolicy) errors.push(...validateSuccessPolicy(spec, at.child('successPolicy')));
  return [
    ...errors,
    ...validatePodReplacementPolicy(spec, at.child('podReplacementPolicy')),
    ...validatePodTemplateSpec(spec.template, at.child('template'), oldTemplate ? { old: oldTemplate } : {}),
    ...validateRestartPolicy(spec, at.child('template', 'spec', 'restartPolicy')),
  ];
}

function validateManagedBy(manager: string | undefined, at: FieldPath): FieldError[] {
  if (manager === undefined) return [];
  const errors = validateDomainPath(manager, at);
  return manager.length > MAX_MANAGED_BY_LENGTH ? [...errors, tooLong(at, MAX_MANAGED_BY_LENGTH)] : errors;
}

/** Judging failed pods needs their final state, so a failure policy waits for it. */
function validatePodReplacementPolicy(spec: V1JobSpec, at: FieldPath): FieldError[] {
  const policy = spec.podReplacementPolicy;
  const allowed = spec.podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  return policy === undefined || allowed.includes(policy) ? [] : [notSupported(at, policy, allowed)];
}

function validateRestartPolicy(spec: V1JobSpec, at: FieldPath): FieldError[] {
  const policy = spec.template?.spec?.restartPolicy ?? '';
  switch (policy) {
    case '':
    case 'Always':
      return [required(at, 'valid values: "OnFailure", "Never"')];
    case 'Never':
      return [];
    case 'OnFailure':
      if (!spec.podFailurePolicy) return [];
      return [invalidValue(at, policy, 'only "Never" is supported when podFailurePolicy is specified')];
    default:
      return [notSupported(at, policy, ['OnFailure', 'Never'])];
  }
}
