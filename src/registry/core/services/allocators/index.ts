/** Cluster IPs and node ports: each is one service's at a time, however many are written at once. */
import type { KubeObject } from '../../../../api/object.ts';
import { parseIpBlock } from '../../../../util/ip.ts';
import { carryOverAllocated, syncClusterIps } from '../carry-over.ts';
import type { Family, Service } from '../service.ts';
import { ClusterIps } from './cluster-ips.ts';
import { type IpAddressChanges, ipAddressChanges } from './ip-address-objects.ts';
import { IpRanges } from './ip-ranges.ts';
import { NodePorts } from './node-ports.ts';
import type { Random } from './pool.ts';
import { PortPool, type PortRange } from './port-pool.ts';
import type { ServiceRange } from './service-ranges.ts';
import { Transaction } from './transaction.ts';

export type { IpAddressChanges } from './ip-address-objects.ts';
export type { PortRange } from './port-pool.ts';
export { type ServiceRange, serviceRanges } from './service-ranges.ts';

/**
 * What one write took from the pools and will give back. Exactly one of `commit` and `revert` is called, once the write
 * is durable or has failed (a dry run reverts); until then nobody else can get the values of either side.
 */
export interface Allocation {
  /** To be written in the same commit as the service. */
  readonly ipAddresses: IpAddressChanges;
  commit(): void;
  revert(): void;
}

/**
 * Stands around every write of a Service but those of its status. It is called with defaulted and mutated objects, the
 * name already generated, before validation, which sees the allocated values. When a call throws, nothing stays taken.
 */
export interface ServiceAllocator {
  /** Fills in IP families, cluster IPs and node ports. @throws StatusError when a value asked for cannot be had */
  onCreate(service: Service): Allocation;
  /** As onCreate, for what the update adds; carries over what the client left out. Not for the status subresource. */
  onUpdate(service: Service, old: Service): Allocation;
  /** For the write that removes the object from storage. */
  onDelete(old: Service): Allocation;
  /** Takes what stored services hold, before the first write. */
  restore(services: Iterable<KubeObject>): void;
}

/** What the cluster's objects say of its addresses. */
export interface AddressObjects {
  /** The same array as long as nothing has changed. */
  ranges(): readonly ServiceRange[];
  /** There is an IPAddress of this name, and no service has made it. */
  isForeign(ip: string): boolean;
}

export interface ServiceAllocatorOptions {
  /** One CIDR, or two of different IP families: the families that services can have, the first for those that name none. */
  readonly serviceCidrs: readonly string[];
  readonly addresses: AddressObjects;
  readonly nodePorts: PortRange;
  readonly random: Random;
}

/** @throws RangeError when a range cannot be used */
export function createServiceAllocator(options: ServiceAllocatorOptions): ServiceAllocator {
  const { serviceCidrs, addresses, nodePorts, random } = options;
  const isForeign = (ip: string) => addresses.isForeign(ip);
  const ips = new ClusterIps(serviceCidrs.map((cidr) => new IpRanges(familyOfRange(cidr), random, isForeign)));
  const ports = new NodePorts(new PortPool(nodePorts, random));
  let used: readonly ServiceRange[] | undefined;
  const useRanges = () => {
    const ranges = addresses.ranges();
    if (ranges !== used) ips.use(ranges);
    used = ranges;
  };
  return {
    onCreate(service) {
      useRanges();
      service.spec ??= {};
      const { spec } = service;
      syncClusterIps(spec, undefined);
      return allocate(service, undefined, (transaction) => {
        ips.onCreate(service, spec, transaction);
        ports.onCreate(service, spec, transaction);
      });
    },
    onUpdate(service, old) {
      useRanges();
      service.spec ??= {};
      const { spec } = service;
      const oldSpec = old.spec ?? {};
      carryOverAllocated(spec, oldSpec);
      syncClusterIps(spec, oldSpec);
      return allocate(service, old, (transaction) => {
        ips.onUpdate(service, spec, oldSpec, transaction);
        ports.onUpdate(service, spec, oldSpec, transaction);
      });
    },
    onDelete(old) {
      return allocate(undefined, old, (transaction) => {
        ips.free(old.spec ?? {}, transaction);
        ports.free(old.spec ?? {}, transaction);
      });
    },
    restore(services) {
      for (const { spec = {} } of services) {
        ips.restore(spec);
        ports.restore(spec);
      }
    },
  };
}

/** @throws RangeError */
function familyOfRange(cidr: string): Family {
  const block = parseIpBlock(cidr);
  if (!block || block.last - block.first < 7n) throw new RangeError(`not a range of at least 8 addresses: ${cidr}`);
  return block.address.family === 4 ? 'IPv4' : 'IPv6';
}

function allocate(
  service: Service | undefined,
  old: Service | undefined,
  act: (transaction: Transaction) => void,
): Allocation {
  const transaction = new Transaction();
  try {
    act(transaction);
  } catch (error) {
    transaction.revert();
    throw error;
  }
  return {
    ipAddresses: ipAddressChanges(service, old),
    commit: () => transaction.commit(),
    revert: () => transaction.revert(),
  };
}
