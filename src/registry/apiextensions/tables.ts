import type { GroupTables } from '../table/columns.ts';
import { defaultTable } from '../table/default-table.ts';

export const apiextensionsTables: GroupTables = new Map([['customresourcedefinitions', defaultTable]]);
