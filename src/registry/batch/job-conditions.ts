/** Which conditions of a job may stand together, and which may never be taken back. */
import { type FieldError, invalidValue, NO_VALUE, path } from '../../api/field.ts';
import type { Job } from './job.ts';

type ConditionType = 'Complete' | 'Failed' | 'FailureTarget' | 'SuccessCriteriaMet' | 'Suspended';

const at = path('status', 'conditions');
const refuse = (detail: string): FieldError => invalidValue(at, NO_VALUE, detail);

export function has(job: Job, type: ConditionType): boolean {
  return (job.status?.conditions ?? []).some((condition) => condition.type === type && condition.status === 'True');
}

export function isFinished(job: Job): boolean {
  return has(job, 'Complete') || has(job, 'Failed');
}

interface Exclusion {
  readonly types: readonly [ConditionType, ConditionType];
  /** Held only where one of the two changes. */
  readonly onlyChanged: boolean;
  readonly detail: string;
}

const EXCLUSIONS: readonly Exclusion[] = [
  {
    types: ['Complete', 'Failed'],
    onlyChanged: true,
    detail: 'cannot set Complete=True and Failed=true conditions',
  },
  {
    types: ['Complete', 'FailureTarget'],
    onlyChanged: true,
    detail: 'cannot set Complete=True and FailureTarget=true conditions',
  },
  {
    types: ['SuccessCriteriaMet', 'Failed'],
    onlyChanged: false,
    detail: 'cannot set SuccessCriteriaMet=True and Failed=true conditions',
  },
  {
    types: ['SuccessCriteriaMet', 'FailureTarget'],
    onlyChanged: false,
    detail: 'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions',
  },
];

export function validateConditions(job: Job, old: Job): FieldError[] {
  const errors = EXCLUSIONS.filter(
    ({ types, onlyChanged }) =>
      types.every((type) => has(job, type)) &&
      (!onlyChanged || types.some((type) => has(job, type) !== has(old, type))),
  ).map(({ detail }) => refuse(detail));
  if (job.spec?.successPolicy && has(job, 'Complete') && !has(job, 'SuccessCriteriaMet')) {
    errors.push(refuse('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True'));
  }
  return errors;
}

const TERMINAL: readonly ConditionType[] = ['Failed', 'Complete', 'FailureTarget'];

export function validateConditionChanges(job: Job, old: Job): FieldError[] {
  const errors = TERMINAL.filter((type) => has(old, type) && !has(job, type)).map((type) =>
    refuse(`cannot disable the terminal ${type}=True condition`),
  );
  if (has(old, 'SuccessCriteriaMet') && !has(job, 'SuccessCriteriaMet')) {
    errors.push(refuse('cannot disable the SuccessCriteriaMet=True condition'));
  }
  if (has(old, 'Complete') && !has(old, 'SuccessCriteriaMet') && has(job, 'SuccessCriteriaMet')) {
    errors.push(refuse('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'));
  }
  return errors;
}
