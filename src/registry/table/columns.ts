/** Tables are written column by column: what it is called and what stands in it, side by side. */
import type { KubeObject } from '../../api/object.ts';
import type { TableColumn, TableDefinition, TableOptions } from '../resource.ts';
import { ageOf } from './duration.ts';

export interface Column<T extends KubeObject = any> extends TableColumn {
  cell(object: T, options: TableOptions): unknown;
}

interface Traits {
  readonly type?: TableColumn['type'];
  readonly format?: string;
  /** Only with `-o wide`. */
  readonly wide?: boolean;
}

export function column<T extends KubeObject = any>(
  name: string,
  description: string,
  cell: (object: T, options: TableOptions) => unknown,
  { format = '', type = 'string', wide = false }: Traits = {},
): Column<T> {
  return { name, type, format, description, priority: wide ? 1 : 0, cell };
}

/** A whole number; absent is 0. */
export function count<T extends KubeObject = any>(
  name: string,
  description: string,
  cell: (object: T) => number | undefined,
): Column<T> {
  return column<T>(name, description, (object) => cell(object) ?? 0, { type: 'integer' });
}

export function table<T extends KubeObject = any>(...columns: readonly Column<T>[]): TableDefinition<T> {
  return {
    columns: columns.map(({ cell: _cell, ...definition }) => definition),
    cells: (object, options) => columns.map(({ cell }) => cell(object, options)),
  };
}

/** Tables of one group, by the resource's name. */
export type GroupTables = ReadonlyMap<string, TableDefinition>;

export const NAME: Column = column(
  'Name',
  'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  ({ metadata }) => metadata.name ?? '',
  { format: 'name' },
);

export const AGE: Column = column(
  'Age',
  'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  ({ metadata }, { now }) => ageOf(metadata.creationTimestamp, now),
);
