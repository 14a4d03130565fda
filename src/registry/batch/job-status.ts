/** What a controller may write into a job's status. */
import { duplicate, type FieldError, invalidValue, path, required } from '../../api/field.ts';
import type { V1JobStatus } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { validateCounters } from '../workloads/counters.ts';
import { firstOverlap, parseIndexes } from './indexes.ts';
import type { Job } from './job.ts';
import { has, isFinished, validateConditionChanges, validateConditions } from './job-conditions.ts';

const at = path('status');

export function validateJobStatusUpdate(job: Job, old: Job): FieldError[] {
  return [
    ...validateCounters(job.status, ['active', 'succeeded', 'failed', 'ready', 'terminating']),
    ...validateUncountedPods(job.status ?? {}),
    ...validateConditions(job, old),
    ...validateTimes(job, old),
    ...validateFinished(job, old),
    ...validateIndexSets(job, old),
    ...validatePodCounts(job, old),
    ...validateConditionChanges(job, old),
    ...validateProgress(job, old),
  ];
}

function validateUncountedPods({ uncountedTerminatedPods = {} }: V1JobStatus): FieldError[] {
  const seen = new Set<string>();
  return (['succeeded', 'failed'] as const).flatMap((list) =>
    (uncountedTerminatedPods[list] ?? []).flatMap((uid, position) => {
      const uidAt = at.child('uncountedTerminatedPods', list).index(position);
      if (uid === '') return [invalidValue(uidAt, uid, 'must not be empty')];
      if (seen.has(uid)) return [duplicate(uidAt, uid)];
      seen.add(uid);
      return [];
    }),
  );
}

/** Rules are held only where the fields that they look at change, so that an unrelated update always gets through. */
function changed(job: Job, old: Job, field: keyof V1JobStatus): boolean {
  return !deepEqual(job.status?.[field], old.status?.[field]);
}

function validateTimes(job: Job, old: Job): FieldError[] {
  const { startTime, completionTime } = job.status ?? {};
  const completionAt = at.child('completionTime');
  const complete = has(job, 'Complete');
  const errors: FieldError[] = [];
  if (complete !== has(old, 'Complete') || changed(job, old, 'completionTime')) {
    if (completionTime !== undefined && !complete) {
      const detail = 'cannot set completionTime when there is no Complete=True condition';
      errors.push(invalidValue(completionAt, completionTime, detail));
    }
    if (completionTime === undefined && complete) {
      errors.push(required(completionAt, 'completionTime is required for Complete jobs'));
    }
  }
  const timesChanged = changed(job, old, 'startTime') || changed(job, old, 'completionTime');
  if (timesChanged && startTime && completionTime && Date.parse(completionTime) < Date.parse(startTime)) {
    errors.push(invalidValue(completionAt, completionTime, 'completionTime cannot be set before startTime'));
  }
  return errors;
}

function validateFinished(job: Job, old: Job): FieldError[] {
  if (!isFinished(job)) return [];
  const { active = 0, startTime, uncountedTerminatedPods } = job.status ?? {};
  const neverStarts = job.spec?.suspend === true && job.spec.completions === 0;
  const justFinished = !isFinished(old);
  const errors: FieldError[] = [];
  if (active > 0 && (justFinished || changed(job, old, 'active'))) {
    errors.push(invalidValue(at.child('active'), active, 'active>0 is invalid for finished job'));
  }
  if (startTime === undefined && !neverStarts && (justFinished || changed(job, old, 'startTime'))) {
    errors.push(required(at.child('startTime'), 'startTime is required for finished job'));
  }
  const uncounted = (uncountedTerminatedPods?.failed ?? []).length + (uncountedTerminatedPods?.succeeded ?? []).length;
  if (uncounted > 0 && (justFinished || changed(job, old, 'uncountedTerminatedPods'))) {
    const detail = 'uncountedTerminatedPods needs to be empty for finished job';
    const { failed = null, succeeded = null } = uncountedTerminatedPods ?? {};
    errors.push(invalidValue(at.child('uncountedTerminatedPods'), { Succeeded: succeeded, Failed: failed }, detail));
  }
  return errors;
}

function validateIndexSets(job: Job, old: Job): FieldError[] {
  const completedChanged = changed(job, old, 'completedIndexes');
  const failedChanged = changed(job, old, 'failedIndexes');
  return [
    ...(completedChanged ? validateCompletedIndexes(job) : []),
    ...(failedChanged ? validateFailedIndexes(job) : []),
    ...(completedChanged || failedChanged ? validateNoOverlap(job) : []),
  ];
}

function validateCompletedIndexes({ spec = {}, status = {} }: Job): FieldError[] {
  const indexes = status.completedIndexes ?? '';
  const errors = validateFormat(indexes, 'completedIndexes', spec.completions);
  if (indexes !== '' && spec.completionMode !== 'Indexed') {
    const detail = 'cannot set non-empty completedIndexes when non-indexed completion mode';
    errors.push(invalidValue(at.child('completedIndexes'), indexes, detail));
  }
  return errors;
}

function validateFailedIndexes({ spec = {}, status = {} }: Job): FieldError[] {
  const indexes = status.failedIndexes;
  if (indexes === undefined) return [];
  if (spec.backoffLimitPerIndex !== undefined) return validateFormat(indexes, 'failedIndexes', spec.completions);
  const detail = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null';
  return [invalidValue(at.child('failedIndexes'), indexes, detail)];
}

function validateFormat(indexes: string, field: string, completions: number | undefined): FieldError[] {
  if (completions === undefined) return [];
  const parsed = parseIndexes(indexes, completions);
  if (!('error' in parsed)) return [];
  return [invalidValue(at.child(field), indexes, `error parsing ${field}: ${parsed.error}`)];
}

function validateNoOverlap({ spec = {}, status = {} }: Job): FieldError[] {
  const { completedIndexes = '', failedIndexes = '' } = status;
  const completed = parseIndexes(completedIndexes, spec.completions ?? 0);
  const failed = parseIndexes(failedIndexes, spec.completions ?? 0);
  if ('error' in completed || 'error' in failed) return [];
  const overlap = firstOverlap(completed.intervals, failed.intervals);
  if (overlap === undefined) return [];
  const detail = `failedIndexes and completedIndexes overlap at index: ${overlap}`;
  return [invalidValue(at.child('failedIndexes'), failedIndexes, detail)];
}

function validatePodCounts(job: Job, old: Job): FieldError[] {
  const { active = 0, ready = 0, terminating = 0 } = job.status ?? {};
  const errors: FieldError[] = [];
  if (terminating > 0 && isFinished(job) && (!isFinished(old) || changed(job, old, 'terminating'))) {
    errors.push(invalidValue(at.child('terminating'), terminating, 'terminating>0 is invalid for finished job'));
  }
  if (ready > active && (changed(job, old, 'ready') || changed(job, old, 'active'))) {
    errors.push(invalidValue(at.child('ready'), ready, 'cannot set more ready pods than active'));
  }
  return errors;
}

/** Counters only grow, and times once set stay. */
function validateProgress(job: Job, old: Job): FieldError[] {
  const { status = {}, spec = {} } = job;
  const before = old.status ?? {};
  const errors: FieldError[] = [];
  if ((status.failed ?? 0) < (before.failed ?? 0)) {
    errors.push(invalidValue(at.child('failed'), status.failed ?? 0, 'cannot decrease the failed counter'));
  }
  const scaledDown = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (!scaledDown && (status.succeeded ?? 0) < (before.succeeded ?? 0)) {
    errors.push(invalidValue(at.child('succeeded'), status.succeeded ?? 0, 'cannot decrease the succeeded counter'));
  }
  const { completionTime } = status;
  if (completionTime !== undefined && before.completionTime !== undefined && changed(job, old, 'completionTime')) {
    errors.push(invalidValue(at.child('completionTime'), completionTime, 'completionTime cannot be mutated'));
  }
  if (before.startTime !== undefined && changed(job, old, 'startTime') && !spec.suspend && !isResumed(job, old)) {
    const detail = 'field is immutable for unsuspended job once set';
    errors.push(invalidValue(at.child('startTime'), status.startTime ?? null, detail));
  }
  return errors;
}

/** A job that goes on starts anew, whatever its time was. */
function isResumed(job: Job, old: Job): boolean {
  const conditions = job.status?.conditions ?? [];
  return has(old, 'Suspended') && conditions.some(({ type, status }) => type === 'Suspended' && status === 'False');
}
