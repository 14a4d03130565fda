/** What `kubectl get` shows of every built-in resource. */
import { admissionregistrationTables } from './admissionregistration/tables.ts';
import { alliumTables } from './allium/tables.ts';
import { apiextensionsTables } from './apiextensions/tables.ts';
import { apiregistrationTables } from './apiregistration/tables.ts';
import { appsTables } from './apps/tables.ts';
import { autoscalingTables } from './autoscaling/tables.ts';
import { batchTables } from './batch/tables.ts';
import { certificatesTables } from './certificates/tables.ts';
import { coordinationTables } from './coordination/tables.ts';
import { eventTable } from './core/tables/events.ts';
import { coreTables } from './core/tables/index.ts';
import { discoveryTables } from './discovery/tables.ts';
import { flowcontrolTables } from './flowcontrol/tables.ts';
import { networkingTables } from './networking/tables.ts';
import { nodeTables } from './node/tables.ts';
import { policyTables } from './policy/tables.ts';
import { rbacTables } from './rbac/tables.ts';
import { resourceTables } from './resource/tables.ts';
import type { TableDefinition } from './resource.ts';
import { schedulingTables } from './scheduling/tables.ts';
import { storageTables } from './storage/tables.ts';
import type { GroupTables } from './table/columns.ts';

const GROUPS: readonly (readonly [group: string, tables: GroupTables])[] = [
  ['', coreTables],
  ['admissionregistration.k8s.io', admissionregistrationTables],
  ['apiextensions.k8s.io', apiextensionsTables],
  ['apiregistration.k8s.io', apiregistrationTables],
  ['allium.dev', alliumTables],
  ['apps', appsTables],
  ['autoscaling', autoscalingTables],
  ['batch', batchTables],
  ['certificates.k8s.io', certificatesTables],
  ['coordination.k8s.io', coordinationTables],
  ['discovery.k8s.io', discoveryTables],
  ['events.k8s.io', new Map([['events', eventTable]])],
  ['flowcontrol.apiserver.k8s.io', flowcontrolTables],
  ['networking.k8s.io', networkingTables],
  ['node.k8s.io', nodeTables],
  ['policy', policyTables],
  ['rbac.authorization.k8s.io', rbacTables],
  ['resource.k8s.io', resourceTables],
  ['scheduling.k8s.io', schedulingTables],
  ['storage.k8s.io', storageTables],
];

/** By `group/resource`: `/pods`, `apps/deployments`. Cells take objects in their stored version. */
export const tables: ReadonlyMap<string, TableDefinition> = new Map(
  GROUPS.flatMap(([group, byName]) => [...byName].map(([name, table]) => [`${group}/${name}`, table] as const)),
);
