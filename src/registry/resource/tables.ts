import type { KubeObject } from '../../api/object.ts';
import type { ResourceV1ResourceClaim, V1ResourceSlice } from '../../schema/generated/types.ts';
import type { TableDefinition } from '../resource.ts';
import { AGE, column, type GroupTables, NAME, table } from '../table/columns.ts';

type ResourceClaim = ResourceV1ResourceClaim & KubeObject;
type ResourceSlice = V1ResourceSlice & KubeObject;

/** `pending`, `allocated,reserved`, `deleted,allocated`. */
function state({ metadata, status }: ResourceClaim): string {
  const deleted = metadata.deletionTimestamp !== undefined;
  if (!status?.allocation) return deleted ? 'deleted' : 'pending';
  return [...(deleted ? ['deleted'] : []), 'allocated', ...(status.reservedFor?.length ? ['reserved'] : [])].join(',');
}

const resourceClaims = table<ResourceClaim>(
  NAME,
  column('State', 'A summary of the current state (allocated, pending, reserved, etc.).', state),
  AGE,
);

const resourceSlices = table<ResourceSlice>(
  NAME,
  column('Node', 'The node that the devices are on, where they are all on one.', ({ spec }) => spec?.nodeName ?? ''),
  column('Driver', 'The driver that publishes the devices.', ({ spec }) => spec?.driver ?? ''),
  column('Pool', 'The pool that the devices belong to.', ({ spec }) => spec?.pool?.name ?? ''),
  AGE,
);

const nameAndAge = table(NAME, AGE);

export const resourceTables: GroupTables = new Map<string, TableDefinition>([
  ['deviceclasses', nameAndAge],
  ['resourceclaims', resourceClaims],
  ['resourceclaimtemplates', nameAndAge],
  ['resourceslices', resourceSlices],
]);
