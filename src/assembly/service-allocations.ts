/** Cluster IPs and node ports as the services' store needs them: their IPAddress objects join the service's commit. */
import { isAllocatedAddress } from '../api/ip-address.ts';
import type { KubeObject } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import {
  type AddressObjects,
  type IpAddressChanges,
  type ServiceAllocator,
  type ServiceRange,
  serviceRanges,
} from '../registry/core/services/allocators/index.ts';
import type { Registry } from '../registry/registry.ts';
import { encodeStored } from '../registry/store/codec.ts';
import type { Allocations, Clock, Ids, Reservation } from '../registry/store/contract.ts';
import type { WriteOperation } from '../storage/storage.ts';

type Allocation = ReturnType<ServiceAllocator['onCreate']>;

export function serviceAllocations(allocator: ServiceAllocator, prefix: string, clock: Clock, ids: Ids): Allocations {
  const put = (object: KubeObject): WriteOperation => {
    const metadata = { ...object.metadata, uid: ids.uid(), creationTimestamp: rfc3339(clock.now()), generation: 1 };
    const stored = { ...object, metadata };
    return { type: 'put', key: prefix + metadata.name, value: encodeStored(stored), attachment: stored };
  };
  const companions = ({ created, deleted }: IpAddressChanges): WriteOperation[] => [
    ...deleted.map((name) => ({ type: 'delete' as const, key: prefix + name })),
    ...created.map(put),
  ];
  const reservation = (allocation: Allocation): Reservation => ({
    companions: companions(allocation.ipAddresses),
    commit: () => allocation.commit(),
    revert: () => allocation.revert(),
  });
  return {
    onCreate: (service) => reservation(allocator.onCreate(service)),
    onUpdate: (service, old) => reservation(allocator.onUpdate(service, old)),
    onDelete: (old) => reservation(allocator.onDelete(old)),
  };
}

const NETWORKING = 'networking.k8s.io';

/** As the caches show them: the allocator follows what is written to ServiceCIDRs at once. */
export function addressObjects(registry: Registry, configured: readonly string[]): AddressObjects {
  let seen: unknown;
  let ranges: readonly ServiceRange[] = [];
  return {
    ranges() {
      const { cache, resource } = registry.store(NETWORKING, 'servicecidrs');
      const snapshot = cache.snapshot();
      if (snapshot === seen) return ranges;
      seen = snapshot;
      const { objects } = snapshot.page(resource.prefix);
      ranges = serviceRanges(
        objects.map(({ object }) => object),
        configured,
      );
      return ranges;
    },
    isForeign(ip) {
      const found = registry.store(NETWORKING, 'ipaddresses').find('', ip);
      return found !== undefined && !isAllocatedAddress(found.object);
    },
  };
}
