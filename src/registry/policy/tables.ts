import type { KubeObject } from '../../api/object.ts';
import type { PodSecurityPolicy } from '../../api/pod-security-policy.ts';
import type { V1PodDisruptionBudget } from '../../schema/generated/types.ts';
import type { TableDefinition } from '../resource.ts';
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

const podSecurityPolicies = table<PodSecurityPolicy>(
  NAME,
  column('Priv', 'Whether containers may be privileged.', ({ spec }) => String(spec?.privileged ?? false)),
  column('Caps', 'The capabilities that may be added.', ({ spec }) => (spec?.allowedCapabilities ?? []).join(',')),
  column('SELinux', 'The rule for SELinux labels.', ({ spec }) => spec?.seLinux?.rule ?? ''),
  column('RunAsUser', 'The rule for users.', ({ spec }) => spec?.runAsUser?.rule ?? ''),
  column('FsGroup', 'The rule for the group of volumes.', ({ spec }) => spec?.fsGroup?.rule ?? ''),
  column('SupGroup', 'The rule for further groups.', ({ spec }) => spec?.supplementalGroups?.rule ?? ''),
  column('ReadOnlyRootFs', 'Whether root file systems must be read-only.', ({ spec }) =>
    String(spec?.readOnlyRootFilesystem ?? false),
  ),
  column('Volumes', 'The types of volumes that may be used.', ({ spec }) => (spec?.volumes ?? []).join(',')),
);

export const policyTables: GroupTables = new Map<string, TableDefinition>([
  ['poddisruptionbudgets', podDisruptionBudgets],
  ['podsecuritypolicies', podSecurityPolicies],
]);
