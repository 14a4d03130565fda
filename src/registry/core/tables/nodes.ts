import type { KubeObject } from '../../../api/object.ts';
import type { V1Node, V1NodeSystemInfo } from '../../../schema/generated/types.ts';
import type { TableDefinition } from '../../resource.ts';
import { AGE, type Column, column, NAME, table } from '../../table/columns.ts';

type Node = V1Node & KubeObject;

const ROLE_PREFIX = 'node-role.kubernetes.io/';
const ROLE_LABEL = 'kubernetes.io/role';
const WIDE = { wide: true };

function statusText({ spec, status }: Node): string {
  const ready = status?.conditions?.findLast(({ type }) => type === 'Ready');
  const state = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown';
  return spec?.unschedulable ? `${state},SchedulingDisabled` : state;
}

function roles({ metadata }: Node): string {
  const found = new Set<string>();
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX)) found.add(key.slice(ROLE_PREFIX.length));
    else if (key === ROLE_LABEL) found.add(value);
  }
  found.delete('');
  return [...found].sort().join(',') || '<none>';
}

function addressColumn(name: string, type: string): Column<Node> {
  const description = 'List of addresses reachable to the node.';
  return column(
    name,
    description,
    ({ status }) => status?.addresses?.find((address) => address.type === type)?.address ?? '<none>',
    WIDE,
  );
}

function infoColumn(name: string, description: string, field: keyof V1NodeSystemInfo): Column<Node> {
  return column(name, description, ({ status }) => status?.nodeInfo?.[field] || '<unknown>', WIDE);
}

export const nodeTable: TableDefinition<Node> = table<Node>(
  NAME,
  column('Status', 'The status of the node', statusText),
  column('Roles', 'The roles of the node', roles),
  AGE,
  column('Version', 'The version of the kubelet.', ({ status }) => status?.nodeInfo?.kubeletVersion ?? ''),
  addressColumn('Internal-IP', 'InternalIP'),
  addressColumn('External-IP', 'ExternalIP'),
  infoColumn('OS-Image', 'The operating system, as the node reports it.', 'osImage'),
  infoColumn('Kernel-Version', 'The kernel, as the node reports it.', 'kernelVersion'),
  infoColumn('Container-Runtime', 'The container runtime and its version.', 'containerRuntimeVersion'),
);
