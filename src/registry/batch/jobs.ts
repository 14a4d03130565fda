import { path } from '../../api/field.ts';
import { defineResource } from '../resource.ts';
import { statusKept, statusSubresource } from '../workloads/status.ts';
import { podNameWarnings, templateWarnings } from '../workloads/warnings.ts';
import type { Job } from './job.ts';
import { setJobDefaults, setLabelDefaults } from './job-defaults.ts';
import { generateSelector } from './job-selector.ts';
import { validateJobStatusUpdate } from './job-status.ts';
import { validateJobUpdate } from './job-update.ts';
import { validateJob } from './job-validation.ts';

const status = statusKept();

export const jobs = defineResource<Job>({
  group: 'batch',
  name: 'jobs',
  kind: 'Job',
  namespaced: true,
  categories: ['all'],
  strategy: {
    ...status,
    defaults: setJobDefaults,
    tracksGeneration: true,
    defaultPropagation: 'Orphan',
    defaultPropagationWarning:
      'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
    prepareForCreate(object, context) {
      status.prepareForCreate(object, context);
      generateSelector(object);
      setLabelDefaults(object);
    },
    validate: (object) => validateJob(object, { prefixedLabels: true }),
    validateUpdate: validateJobUpdate,
    warnings: (object, old) => [
      ...podNameWarnings(object, old),
      ...sizeWarnings(object),
      ...templateWarnings(object, old),
    ],
  },
  status: statusSubresource(validateJobStatusUpdate),
  selectableFields: { 'status.successful': (object) => String(object.status?.succeeded ?? 0) },
});

function sizeWarnings({ spec = {} }: Job): string[] {
  const { completions = 0, parallelism = 0 } = spec;
  if (spec.completionMode !== 'Indexed' || completions <= 100_000 || parallelism <= 10_000) return [];
  return [
    `${path('spec')}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`,
  ];
}
