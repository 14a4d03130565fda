import type { KubeObject } from '../../../api/object.ts';
import type { V1Endpoints } from '../../../schema/generated/types.ts';
import type { TableDefinition } from '../../resource.ts';
import { AGE, column, NAME, table } from '../../table/columns.ts';
import { joinLimited } from '../../table/lists.ts';

type Endpoints = V1Endpoints & KubeObject;

const LIMIT = 3;

function addresses({ subsets = [] }: Endpoints): string {
  if (subsets.length === 0) return '<none>';
  const all = subsets.flatMap(({ addresses: ready = [], ports = [] }) => {
    const ips = ready.map(({ ip = '' }) => ip);
    return ports.length === 0 ? ips : ports.flatMap(({ port }) => ips.map((ip) => hostPort(ip, port ?? 0)));
  });
  return joinLimited(all, LIMIT);
}

function hostPort(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`;
}

export const endpointsTable: TableDefinition<Endpoints> = table<Endpoints>(
  NAME,
  column('Endpoints', 'The addresses and ports that are ready.', addresses),
  AGE,
);
