/** The IPAddress object that shows whose each cluster IP is. */
import { allocatedAddressLabels } from '../../../../api/ip-address.ts';
import type { KubeObject } from '../../../../api/object.ts';
import type { V1IPAddress } from '../../../../schema/generated/types.ts';
import { formatIp, parseIp } from '../../../../util/ip.ts';
import { familyOf, ownClusterIps, type Service } from '../service.ts';

/** IPAddress objects (networking.k8s.io/v1) that are to be written in the commit of the service they belong to. */
export interface IpAddressChanges {
  readonly created: readonly (V1IPAddress & KubeObject)[];
  /** By name. */
  readonly deleted: readonly string[];
}

export function ipAddressChanges(service: Service | undefined, old: Service | undefined): IpAddressChanges {
  const now = addressesOf(service);
  const before = addressesOf(old);
  return {
    created: now.filter((ip) => !before.includes(ip)).map((ip) => ipAddressObject(ip, service!)),
    deleted: before.filter((ip) => !now.includes(ip)),
  };
}

/** In canonical form: objects are named so. */
function addressesOf(service: Service | undefined): string[] {
  return ownClusterIps(service?.spec ?? {}).flatMap((ip) => {
    const address = parseIp(ip);
    return address ? [formatIp(address)] : [];
  });
}

function ipAddressObject(ip: string, service: Service): V1IPAddress & KubeObject {
  const { namespace, name } = service.metadata;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IPAddress',
    metadata: {
      name: ip,
      labels: allocatedAddressLabels(familyOf(ip)!),
    },
    spec: { parentRef: { resource: 'services', namespace, name } },
  };
}
