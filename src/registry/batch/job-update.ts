/** What an update may change of a job. */
import { type FieldError, invalidValue, path } from '../../api/field.ts';
import type { V1Container, V1JobSpec, V1PodTemplateSpec } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { IMMUTABLE, validateImmutable } from '../validation/common.ts';
import { validateSelectorImmutable } from '../workloads/selector.ts';
import type { Job } from './job.ts';
import { has } from './job-conditions.ts';
import { hasPrefixedLabels } from './job-selector.ts';
import { validateJob } from './job-validation.ts';

const FIXED_FIELDS = [
  'completionMode',
  'podFailurePolicy',
  'backoffLimitPerIndex',
  'managedBy',
  'successPolicy',
] as const;

export function validateJobUpdate(job: Job, old: Job): FieldError[] {
  const spec = job.spec ?? {};
  const oldSpec = old.spec ?? {};
  const at = path('spec');
  const oldTemplate = oldSpec.template;
  return [
    ...validateJob(job, { prefixedLabels: hasPrefixedLabels(old), ...(oldTemplate && { oldTemplate }) }),
    ...validateCompletions(spec, oldSpec),
    ...validateSelectorImmutable(spec.selector, oldSpec.selector, at.child('selector')),
    ...validateTemplate(spec.template ?? {}, old),
    ...FIXED_FIELDS.flatMap((field) => validateImmutable(spec[field], oldSpec[field], at.child(field))),
  ];
}

/** An indexed job can be scaled: completions and parallelism together. */
function validateCompletions(spec: V1JobSpec, old: V1JobSpec): FieldError[] {
  const at = path('spec', 'completions');
  if (spec.completionMode !== 'Indexed') return validateImmutable(spec.completions, old.completions, at);
  const { completions, parallelism } = spec;
  if (completions === undefined || completions === old.completions || completions === parallelism) return [];
  return [invalidValue(at, completions, 'can only be modified in tandem with spec.parallelism')];
}

function validateTemplate(template: V1PodTemplateSpec, old: Job): FieldError[] {
  const oldTemplate = old.spec?.template ?? {};
  const allowed = isAtRest(old) ? withSchedulingOf(oldTemplate, template) : oldTemplate;
  return deepEqual(template, allowed) ? [] : [invalidValue(path('spec', 'template'), template, IMMUTABLE)];
}

/** Suspended, and not one pod of the present template is left. */
function isAtRest(job: Job): boolean {
  if (job.spec?.suspend !== true) return false;
  return job.status?.startTime === undefined || (has(job, 'Suspended') && !job.status.active);
}

/**
 * The old template with the new one's scheduling directives and amounts: queues set them before they let a job start or
 * go on.
 */
function withSchedulingOf(old: V1PodTemplateSpec, { metadata, spec }: V1PodTemplateSpec): V1PodTemplateSpec {
  return {
    ...old,
    metadata: { ...old.metadata, labels: metadata?.labels ?? {}, annotations: metadata?.annotations ?? {} },
    spec: {
      ...old.spec,
      affinity: { ...old.spec?.affinity, nodeAffinity: spec?.affinity?.nodeAffinity ?? {} },
      nodeSelector: spec?.nodeSelector ?? {},
      tolerations: spec?.tolerations ?? [],
      schedulingGates: spec?.schedulingGates ?? [],
      containers: withAmountsOf(old.spec?.containers, spec?.containers),
      initContainers: withAmountsOf(old.spec?.initContainers, spec?.initContainers),
    },
  };
}

type Containers = readonly V1Container[] | null | undefined;

function withAmountsOf(old: Containers, containers: Containers): V1Container[] {
  return (old ?? []).map((container, position) => {
    const { requests = {}, limits = {} } = containers?.[position]?.resources ?? {};
    return { ...container, resources: { ...container.resources, requests, limits } };
  });
}
