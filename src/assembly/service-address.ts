/** Where a service is reached: for webhooks that are named by their service. */
import type { Address } from '../client/webhook/post.ts';
import type { Objects } from '../controllers/objects.ts';
import type { V1EndpointSlice, V1Service, V1ServicePort } from '../schema/generated/types.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

export interface ServiceAddressPorts {
  readonly objects: Objects;
  /** Between 0 and 1. */
  random(): number;
}

/**
 * One of the service's ready endpoints, as kube-apiserver with --enable-aggregator-routing; where no slices tell of
 * endpoints, its cluster IP.
 * @throws Error in kube-apiserver's words
 */
export function serviceAddress(
  { objects, random }: ServiceAddressPorts,
  namespace: string,
  name: string,
  number: number,
): Address {
  const found = objects.find(objects.resource('', 'services'), namespace, name)?.object as V1Service | undefined;
  if (!found) throw new Error(`service "${name}" not found`);
  const { type, clusterIP = '', externalName = '' } = found.spec ?? {};
  if (type === 'ExternalName') return { host: externalName, port: number };
  const port = found.spec?.ports?.find((one) => one.port === number);
  if (!port) throw new Error(`no service port ${number} found for service "${name}"`);
  const slices = slicesOf(objects, namespace, name);
  if (slices.length > 0)
    return pick(
      slices.flatMap((slice) => readyAddresses(slice, port)),
      random,
      name,
    );
  if (clusterIP === '' || clusterIP === 'None') throw new Error('cannot route to service with ClusterIP "None"');
  return { host: clusterIP, port: number };
}

function slicesOf(objects: Objects, namespace: string, service: string): V1EndpointSlice[] {
  return objects
    .list(objects.resource('discovery.k8s.io', 'endpointslices'), namespace)
    .map(({ object }) => object as V1EndpointSlice)
    .filter(({ metadata, addressType }) => metadata?.labels?.[SERVICE_NAME] === service && addressType !== 'FQDN');
}

/** Ready unless it says otherwise. */
function readyAddresses({ ports, endpoints }: V1EndpointSlice, { name = '' }: V1ServicePort): Address[] {
  const port = ports?.find((one) => (one.name ?? '') === name)?.port;
  if (port === undefined) return [];
  const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready ?? true);
  return ready.flatMap(({ addresses }) => (addresses ?? []).slice(0, 1).map((host) => ({ host, port })));
}

function pick(addresses: readonly Address[], random: () => number, service: string): Address {
  const address = addresses[Math.floor(random() * addresses.length)];
  if (!address) throw new Error(`no endpoints available for service "${service}"`);
  return address;
}
