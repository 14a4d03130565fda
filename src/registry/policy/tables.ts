import type { KubeObject } from '../../api/object.ts';
import type { V1PodDisruptionBudget } from '../../schema/generated/types.ts';
import { AGE, column, count, type GroupTables, NAME, table } from '../table/columns.ts';

type PodDisruptionBudget = V1PodDisruptionBudget & KubeObject;

const podDisruptionBudgets = table<PodDisruptionBudget>(
  NAME,
  column('Min Available', 'The minimum number of pods that must be available.', ({ spec }) =>
    String(spec?.minAvailable ?? 'N/A'),
  ),
  column('Max Unavailable', 'The maximum number of pods that may be unavailable.', ({ spec }) =>
    String(spec?.maxUnavailable ?? 'N/A'),
  ),
  count(
    'Allowed Disruptions',
    'Calculated number of pods that may be disrupted at this time.',
    ({ status }) => status?.disruptionsAllowed,
  ),
  AGE,
);

export const policyTables: GroupTables = new Map([['poddisruptionbudgets', podDisruptionBudgets]]);
