import type { KubeObject } from '../../api/object.ts';
import type { V1Lease } from '../../schema/generated/types.ts';
import { AGE, column, type GroupTables, NAME, table } from '../table/columns.ts';

const leases = table<V1Lease & KubeObject>(
  NAME,
  column('Holder', 'Who holds the lease.', ({ spec }) => spec?.holderIdentity ?? ''),
  AGE,
);

export const coordinationTables: GroupTables = new Map([['leases', leases]]);
