import type { KubeObject } from '../../../api/object.ts';
import type {
  V1ComponentStatus,
  V1ConfigMap,
  V1Namespace,
  V1ResourceQuota,
  V1Secret,
  V1ServiceAccount,
} from '../../../schema/generated/types.ts';
import type { TableDefinition } from '../../resource.ts';
import { AGE, column, NAME, table } from '../../table/columns.ts';

type ConfigMap = V1ConfigMap & KubeObject;
type Secret = V1Secret & KubeObject;
type ServiceAccount = V1ServiceAccount & KubeObject;
type Namespace = V1Namespace & KubeObject;
type ResourceQuota = V1ResourceQuota & KubeObject;
type ComponentStatus = V1ComponentStatus & KubeObject;

const size = (map: object | undefined): number => Object.keys(map ?? {}).length;

export const configMapTable: TableDefinition<ConfigMap> = table<ConfigMap>(
  NAME,
  column(
    'Data',
    "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap with the keys in the BinaryData field, this is enforced during validation process.",
    ({ binaryData, data }) => size(data) + size(binaryData),
  ),
  AGE,
);

export const secretTable: TableDefinition<Secret> = table<Secret>(
  NAME,
  column('Type', 'Used to facilitate programmatic handling of secret data.', ({ type }) => type ?? ''),
  column('Data', 'How many entries there are.', ({ data }) => size(data)),
  AGE,
);

export const serviceAccountTable: TableDefinition<ServiceAccount> = table<ServiceAccount>(
  NAME,
  column('Secrets', 'How many secrets pods of this account may use.', ({ secrets }) => (secrets ?? []).length),
  AGE,
);

export const namespaceTable: TableDefinition<Namespace> = table<Namespace>(
  NAME,
  column('Status', 'The status of the namespace', ({ status }) => status?.phase ?? ''),
  AGE,
);

/** `cpu: 1/2, memory: 1Gi/4Gi` of the limits, or of everything else. */
function usage({ status }: ResourceQuota, ofLimits: boolean): string {
  const used = status?.used ?? {};
  return Object.entries(status?.hard ?? {})
    .filter(([name]) => name.startsWith('limits.') === ofLimits)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, hard]) => `${name}: ${Object.hasOwn(used, name) ? used[name] : '0'}/${hard}`)
    .join(', ');
}

export const resourceQuotaTable: TableDefinition<ResourceQuota> = table<ResourceQuota>(
  NAME,
  AGE,
  column('Request', 'What is used, and may be used, of requests and counted objects.', (quota) => usage(quota, false)),
  column('Limit', 'What is used, and may be used, of limits.', (quota) => usage(quota, true)),
);

function health({ conditions = [] }: ComponentStatus) {
  return conditions.find(({ type }) => type === 'Healthy');
}

export const componentStatusTable: TableDefinition<ComponentStatus> = table<ComponentStatus>(
  NAME,
  column('Status', 'Whether the component is healthy.', (component) => {
    const condition = health(component);
    if (!condition) return 'Unknown';
    return condition.status === 'True' ? 'Healthy' : 'Unhealthy';
  }),
  column('Message', 'What the component says of its health.', (component) => health(component)?.message ?? ''),
  column('Error', 'What is wrong with the component.', (component) => health(component)?.error ?? ''),
);
