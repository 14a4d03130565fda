import type { KubeObject } from '../../api/object.ts';
import type { V1RuntimeClass } from '../../schema/generated/types.ts';
import { AGE, column, type GroupTables, NAME, table } from '../table/columns.ts';

const runtimeClasses = table<V1RuntimeClass & KubeObject>(
  NAME,
  column('Handler', 'The runtime and its configuration, as the nodes name it.', ({ handler }) => handler ?? ''),
  AGE,
);

export const nodeTables: GroupTables = new Map([['runtimeclasses', runtimeClasses]]);
