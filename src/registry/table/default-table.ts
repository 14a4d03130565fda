import type { TableDefinition } from '../resource.ts';

/** For kinds without columns of their own (upstream's default table convertor). */
export const defaultTable: TableDefinition = {
  columns: [
    {
      name: 'Name',
      type: 'string',
      format: 'name',
      description: 'The name of the object, unique in its namespace.',
      priority: 0,
    },
    {
      name: 'Created At',
      type: 'date',
      format: '',
      description: 'When the server stored the object first.',
      priority: 0,
    },
  ],
  cells: ({ metadata }) => [metadata.name, metadata.creationTimestamp],
};
