import type { GroupTables } from '../../table/columns.ts';
import { defaultTable } from '../../table/default-table.ts';
import {
  componentStatusTable,
  configMapTable,
  namespaceTable,
  resourceQuotaTable,
  secretTable,
  serviceAccountTable,
} from './config.ts';
import { endpointsTable } from './endpoints.ts';
import { eventTable } from './events.ts';
import { nodeTable } from './nodes.ts';
import { podTable } from './pods.ts';
import { serviceTable } from './services.ts';
import { persistentVolumeClaimTable, persistentVolumeTable } from './volumes.ts';
import { podTemplateTable, replicationControllerTable } from './workloads.ts';

export const coreTables: GroupTables = new Map([
  ['componentstatuses', componentStatusTable],
  ['configmaps', configMapTable],
  ['endpoints', endpointsTable],
  ['events', eventTable],
  ['limitranges', defaultTable],
  ['namespaces', namespaceTable],
  ['nodes', nodeTable],
  ['persistentvolumeclaims', persistentVolumeClaimTable],
  ['persistentvolumes', persistentVolumeTable],
  ['pods', podTable],
  ['podtemplates', podTemplateTable],
  ['replicationcontrollers', replicationControllerTable],
  ['resourcequotas', resourceQuotaTable],
  ['secrets', secretTable],
  ['serviceaccounts', serviceAccountTable],
  ['services', serviceTable],
]);
