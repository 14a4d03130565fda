import type { KubeObject } from '../../api/object.ts';
import type { V1PriorityClass } from '../../schema/generated/types.ts';
import { AGE, column, count, type GroupTables, NAME, table } from '../table/columns.ts';

type PriorityClass = V1PriorityClass & KubeObject;

const priorityClasses = table<PriorityClass>(
  NAME,
  count('Value', 'The priority of pods of this class.', ({ value }) => value),
  column(
    'Global-Default',
    'Whether pods without a class are of this one.',
    ({ globalDefault }) => globalDefault ?? false,
    {
      type: 'boolean',
    },
  ),
  AGE,
  column(
    'PreemptionPolicy',
    'Whether pods of this class push others away.',
    ({ preemptionPolicy }) => preemptionPolicy ?? '',
  ),
);

export const schedulingTables: GroupTables = new Map([['priorityclasses', priorityClasses]]);
