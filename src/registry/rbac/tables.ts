import type { KubeObject } from '../../api/object.ts';
import type { RbacV1Subject, V1RoleBinding } from '../../schema/generated/types.ts';
import type { TableDefinition } from '../resource.ts';
import { AGE, type Column, column, type GroupTables, NAME, table } from '../table/columns.ts';
import { defaultTable } from '../table/default-table.ts';

/** Of roles or cluster roles: they print alike. */
type Binding = V1RoleBinding & KubeObject;

function subjectColumn(name: string, kind: string, text: (subject: RbacV1Subject) => string): Column<Binding> {
  return column(
    name,
    `${name} in the binding`,
    ({ subjects = [] }) =>
      subjects
        .filter((subject) => subject.kind === kind)
        .map(text)
        .join(', '),
    { wide: true },
  );
}

const bindings = table<Binding>(
  NAME,
  column('Role', 'The role that is granted.', ({ roleRef }) => `${roleRef?.kind}/${roleRef?.name}`),
  AGE,
  subjectColumn('Users', 'User', ({ name = '' }) => name),
  subjectColumn('Groups', 'Group', ({ name = '' }) => name),
  subjectColumn('ServiceAccounts', 'ServiceAccount', ({ name = '', namespace = '' }) => `${namespace}/${name}`),
);

export const rbacTables: GroupTables = new Map<string, TableDefinition>([
  ['clusterrolebindings', bindings],
  ['clusterroles', defaultTable],
  ['rolebindings', bindings],
  ['roles', defaultTable],
]);
