/** How pods find the API server: the Service default/kubernetes and what is behind it. */
import type { KubeObject } from '../../api/object.ts';
import { formatIp, parseIp, parseIpBlock } from '../../util/ip.ts';
import type { KeptObject } from '../kept-object.ts';
import type { Objects } from '../objects.ts';

export interface ServerEndpoint {
  /** Undefined when the server has no address that others could reach. */
  readonly address: string | undefined;
  readonly port: number;
}

const PLACE = { namespace: 'default', name: 'kubernetes' } as const;
const HTTPS = { name: 'https', protocol: 'TCP' } as const;
const SERVICE_LABELS = { component: 'apiserver', provider: 'kubernetes' };
const SLICE_LABELS = { 'kubernetes.io/service-name': PLACE.name };
/** Both are kept here: no controller is to make slices from the Endpoints. */
const ENDPOINTS_LABELS = { 'endpointslice.kubernetes.io/skip-mirror': 'true' };

/** The first address of the range that is not the range's own. */
export function firstAddress(cidr: string): string {
  const { address, first } = parseIpBlock(cidr)!;
  return formatIp({ family: address.family, bits: first + 1n });
}

/** Its cluster IP stays what it is: it is in the serving certificate and in every pod's environment. */
export function kubernetesService(objects: Objects, serviceCidr: string, port: number): KeptObject {
  const ports = [{ ...HTTPS, port: 443, targetPort: port }];
  const spec = {
    type: 'ClusterIP',
    clusterIP: firstAddress(serviceCidr),
    ipFamilyPolicy: 'SingleStack',
    sessionAffinity: 'None',
    ports,
  };
  return {
    ...PLACE,
    resource: objects.resource('', 'services'),
    make: () => ({ apiVersion: 'v1', kind: 'Service', metadata: metadata(SERVICE_LABELS), spec }),
    repair: (current) => ({ ...labelled(current, SERVICE_LABELS), spec: { ...current.spec, type: spec.type, ports } }),
  };
}

export function kubernetesEndpoints(objects: Objects, address: string, port: number): KeptObject {
  const subsets = [{ addresses: [{ ip: address }], ports: [{ ...HTTPS, port }] }];
  return {
    ...PLACE,
    resource: objects.resource('', 'endpoints'),
    make: () => ({ apiVersion: 'v1', kind: 'Endpoints', metadata: metadata(ENDPOINTS_LABELS), subsets }),
    repair: (current) => ({ ...labelled(current, ENDPOINTS_LABELS), subsets }),
  };
}

export function kubernetesEndpointSlice(objects: Objects, address: string, port: number): KeptObject {
  const ip = parseIp(address)!;
  const addressType = `IPv${ip.family}`;
  // Slices take IPv6 addresses in their canonical form only; the flag takes any.
  const content = {
    endpoints: [{ addresses: [formatIp(ip)], conditions: { ready: true } }],
    ports: [{ ...HTTPS, port }],
  };
  return {
    ...PLACE,
    resource: objects.resource('discovery.k8s.io', 'endpointslices'),
    make: () => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: metadata(SLICE_LABELS),
      addressType,
      ...content,
    }),
    repair: (current) => ({ ...labelled(current, SLICE_LABELS), ...content }),
    isBeyondRepair: (current) => current.addressType !== addressType,
  };
}

function metadata(labels: Record<string, string>) {
  return { ...PLACE, labels };
}

function labelled(object: KubeObject, labels: Record<string, string>): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}
