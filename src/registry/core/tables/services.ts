import type { KubeObject } from '../../../api/object.ts';
import type { V1LoadBalancerStatus, V1Service, V1ServicePort } from '../../../schema/generated/types.ts';
import type { TableDefinition } from '../../resource.ts';
import { AGE, column, NAME, table } from '../../table/columns.ts';
import { formatLabels } from '../../table/selectors.ts';

type Service = V1Service & KubeObject;

const NONE = '<none>';

export function loadBalancerAddresses(status: V1LoadBalancerStatus | undefined): string[] {
  const addresses = (status?.ingress ?? []).map(({ hostname, ip }) => ip || hostname || '');
  return [...new Set(addresses.filter((address) => address !== ''))].sort();
}

function externalAddress({ spec = {}, status }: Service): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.join(',') || NONE;
    case 'LoadBalancer':
      return [...loadBalancerAddresses(status?.loadBalancer), ...external].join(',') || '<pending>';
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

function portText({ nodePort, port, protocol }: V1ServicePort): string {
  return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
}

export const serviceTable: TableDefinition<Service> = table<Service>(
  NAME,
  column(
    'Type',
    'How the service is reached: in the cluster, from nodes, by a load balancer or as a name.',
    ({ spec }) => spec?.type ?? '',
  ),
  column('Cluster-IP', 'The address of the service inside the cluster.', ({ spec }) => spec?.clusterIPs?.[0] ?? NONE),
  column('External-IP', 'The addresses of the service outside the cluster.', externalAddress),
  column(
    'Port(s)',
    'The ports of the service, and those of the nodes that lead to them.',
    ({ spec }) => (spec?.ports ?? []).map(portText).join(',') || NONE,
  ),
  AGE,
  column('Selector', 'The labels of the pods that the service leads to.', ({ spec }) => formatLabels(spec?.selector), {
    wide: true,
  }),
);
