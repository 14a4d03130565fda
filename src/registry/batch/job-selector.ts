/** The selector that a job gets made: its own uid, so that no two jobs ever share pods. */
import { type FieldError, type FieldPath, invalidValue, path, required } from '../../api/field.ts';
import { LabelSelector } from '../../api/labels.ts';
import { shownSelector } from '../workloads/selector.ts';
import type { Job } from './job.ts';

const CONTROLLER_UID = 'batch.kubernetes.io/controller-uid';
const JOB_NAME = 'batch.kubernetes.io/job-name';
const LEGACY_CONTROLLER_UID = 'controller-uid';
const LEGACY_JOB_NAME = 'job-name';

/** Labels that are there already stay: validation refuses them where they are wrong. */
export function generateSelector(job: Job): void {
  if (job.spec?.manualSelector || !job.spec?.template) return;
  const { spec } = job;
  const { uid = '', name = '' } = job.metadata;
  const { template = {} } = spec;
  template.metadata = {
    ...template.metadata,
    labels: { ...expectedLabels(uid, name), ...template.metadata?.labels },
  };
  spec.selector = {
    ...spec.selector,
    matchLabels: { [CONTROLLER_UID]: uid, ...spec.selector?.matchLabels },
  };
}

function expectedLabels(uid: string, name: string): Record<string, string> {
  return { [LEGACY_JOB_NAME]: name, [JOB_NAME]: name, [LEGACY_CONTROLLER_UID]: uid, [CONTROLLER_UID]: uid };
}

/** @param prefixed whether the labels with a prefix must be there: jobs of old releases lack them */
export function validateGeneratedSelector(job: Job, prefixed: boolean): FieldError[] {
  const selector = job.spec?.selector;
  if (job.spec?.manualSelector || !selector) return [];
  const { uid = '', name = '' } = job.metadata;
  const labels = job.spec?.template?.metadata?.labels ?? {};
  const at = path('spec', 'template', 'metadata', 'labels');
  const errors = uid ? [] : [required(path('metadata', 'uid'))];
  const expected = new Map([
    [LEGACY_CONTROLLER_UID, uid],
    [LEGACY_JOB_NAME, name],
  ]);
  if (prefixed) expected.set(CONTROLLER_UID, uid).set(JOB_NAME, name);
  for (const [label, value] of expected) errors.push(...validateHasLabel(labels, label, value, at));
  if (!LabelSelector.fromObject(selector)?.matches(Object.fromEntries(expected))) {
    errors.push(invalidValue(path('spec', 'selector'), shownSelector(selector), '`selector` not auto-generated'));
  }
  return errors;
}

export function hasPrefixedLabels(job: Job): boolean {
  const labels = job.spec?.template?.metadata?.labels ?? {};
  return Object.hasOwn(labels, JOB_NAME) && Object.hasOwn(labels, CONTROLLER_UID);
}

function validateHasLabel(
  labels: Readonly<Record<string, string>>,
  label: string,
  expected: string,
  at: FieldPath,
): FieldError[] {
  if (!Object.hasOwn(labels, label)) return [required(at.key(label), `must be '${expected}'`)];
  return labels[label] === expected ? [] : [invalidValue(at.key(label), labels[label], `must be '${expected}'`)];
}
