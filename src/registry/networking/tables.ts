import { type KubeObject, qualifiedName } from '../../api/object.ts';
import type {
  V1Ingress,
  V1IngressClass,
  V1IPAddress,
  V1NetworkPolicy,
  V1ServiceCIDR,
} from '../../schema/generated/types.ts';
import { loadBalancerAddresses } from '../core/tables/services.ts';
import type { TableDefinition } from '../resource.ts';
import { AGE, column, type GroupTables, NAME, table } from '../table/columns.ts';
import { formatLabelSelector } from '../table/selectors.ts';

type Ingress = V1Ingress & KubeObject;
type IngressClass = V1IngressClass & KubeObject;
type IPAddress = V1IPAddress & KubeObject;
type NetworkPolicy = V1NetworkPolicy & KubeObject;
type ServiceCIDR = V1ServiceCIDR & KubeObject;

const NONE = '<none>';
const MAX_HOSTS = 3;

/** Rules without a host are not shown, but count among those that are left out. */
function hosts({ spec }: Ingress): string {
  const rules = spec?.rules ?? [];
  const shown: string[] = [];
  for (const { host } of rules) {
    if (shown.length === MAX_HOSTS) return `${shown.join(',')} + ${rules.length - MAX_HOSTS} more...`;
    if (host) shown.push(host);
  }
  return shown.join(',') || '*';
}

const ingresses = table<Ingress>(
  NAME,
  column(
    'Class',
    'The name of the IngressClass resource that should be used for additional configuration',
    ({ spec }) => spec?.ingressClassName ?? NONE,
  ),
  column('Hosts', 'Hosts that incoming requests are matched against before the ingress rule', hosts),
  column('Address', 'Address is a list containing ingress points for the load-balancer', ({ status }) =>
    loadBalancerAddresses(status?.loadBalancer).join(','),
  ),
  column('Ports', 'Ports of TLS configurations that open', ({ spec }) => (spec?.tls?.length ? '80, 443' : '80')),
  AGE,
);

function parameters({ spec }: IngressClass): string {
  const reference = spec?.parameters;
  if (!reference) return NONE;
  const kind = qualifiedName(reference.apiGroup ?? '', reference.kind ?? '');
  return `${kind}/${reference.name ?? ''}`;
}

const ingressClasses = table<IngressClass>(
  NAME,
  column('Controller', 'Controller that is responsible for handling this class', ({ spec }) => spec?.controller ?? ''),
  column('Parameters', 'A reference to a resource with additional parameters', parameters),
  AGE,
);

const networkPolicies = table<NetworkPolicy>(
  NAME,
  column('Pod-Selector', 'The pods that the policy is for.', ({ spec }) => formatLabelSelector(spec?.podSelector)),
  AGE,
);

const serviceCidrs = table<ServiceCIDR>(
  NAME,
  column('CIDRs', 'The ranges that cluster IPs are taken from.', ({ spec }) => (spec?.cidrs ?? []).join(',')),
  AGE,
);

function parent({ spec }: IPAddress): string {
  const reference = spec?.parentRef;
  if (!reference) return NONE;
  const resource = qualifiedName(reference.group ?? '', reference.resource ?? '').toLowerCase();
  return [resource, ...(reference.namespace ? [reference.namespace] : []), reference.name ?? ''].join('/');
}

const ipAddresses = table<IPAddress>(NAME, column('ParentRef', 'The object that the address belongs to.', parent), AGE);

export const networkingTables: GroupTables = new Map<string, TableDefinition>([
  ['ingressclasses', ingressClasses],
  ['ingresses', ingresses],
  ['ipaddresses', ipAddresses],
  ['networkpolicies', networkPolicies],
  ['servicecidrs', serviceCidrs],
]);
