import type { KubeObject } from '../../api/object.ts';
import type { V1CronJob, V1Job } from '../../schema/generated/types.ts';
import type { TableDefinition, TableOptions } from '../resource.ts';
import { AGE, column, count, type GroupTables, NAME, table } from '../table/columns.ts';
import { ageOf, humanDuration } from '../table/duration.ts';
import { containerColumns, selectorColumn } from '../table/workloads.ts';

type CronJob = V1CronJob & KubeObject;
type Job = V1Job & KubeObject;

const NONE = '<none>';
const SELECTOR = 'The label selector of the pods that it owns.';

function completions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0;
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`;
  const parallelism = spec?.parallelism ?? 0;
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function duration({ status }: Job, { now }: TableOptions): string {
  if (!status?.startTime) return '';
  const end = status.completionTime ? Date.parse(status.completionTime) : now;
  return humanDuration(end - Date.parse(status.startTime));
}

const ENDED = ['Complete', 'Failed'];
const UNDERWAY = ['Suspended', 'FailureTarget'];

/** The first condition that holds names the state; a deletion hides those that could still change. */
function state({ metadata, status }: Job): string {
  const holds = (type: string) => status?.conditions?.find((condition) => condition.type === type)?.status === 'True';
  const ended = ENDED.find(holds);
  if (ended) return ended;
  return metadata.deletionTimestamp === undefined ? (UNDERWAY.find(holds) ?? 'Running') : 'Terminating';
}

const jobs = table<Job>(
  NAME,
  column('Status', 'Status of the job.', state),
  column('Completions', 'How many pods have succeeded, of those that must.', completions),
  column('Duration', 'Time required to complete the job.', duration),
  AGE,
  ...containerColumns<Job>(({ spec }) => spec?.template?.spec),
  selectorColumn<Job>(SELECTOR, ({ spec }) => spec?.selector),
);

function suspension({ spec }: CronJob): string {
  if (spec?.suspend === undefined) return '<unset>';
  return spec.suspend ? 'True' : 'False';
}

const cronJobs = table<CronJob>(
  NAME,
  column('Schedule', 'When jobs start, in cron format.', ({ spec }) => spec?.schedule ?? ''),
  column('Timezone', 'The time zone of the schedule.', ({ spec }) => spec?.timeZone ?? NONE),
  column('Suspend', 'Whether no further jobs are started.', suspension, { type: 'boolean' }),
  count('Active', 'How many jobs are running.', ({ status }) => (status?.active ?? []).length),
  column('Last Schedule', 'When a job was last started.', ({ status }, { now }) =>
    status?.lastScheduleTime ? ageOf(status.lastScheduleTime, now) : NONE,
  ),
  AGE,
  ...containerColumns<CronJob>(({ spec }) => spec?.jobTemplate?.spec?.template?.spec),
  selectorColumn<CronJob>(SELECTOR, ({ spec }) => spec?.jobTemplate?.spec?.selector),
);

export const batchTables: GroupTables = new Map<string, TableDefinition>([
  ['cronjobs', cronJobs],
  ['jobs', jobs],
]);
