/** The registry over a storage: a watch cache for each key prefix, a store for each resource. */
import { createServiceAllocator, type PortRange } from '../registry/core/services/allocators/index.ts';
import { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { objectCodec } from '../registry/store/codec.ts';
import type { StoreDependencies } from '../registry/store/contract.ts';
import { ResourceStore } from '../registry/store/store.ts';
import type { Clock } from '../util/clock.ts';
import { WatchCache } from '../watch/cache.ts';
import { serviceAllocations } from './service-allocations.ts';

export interface StoreOptions extends StoreDependencies {
  readonly clock: Clock;
  readonly serviceCidrs: readonly string[];
  readonly nodePorts: PortRange;
  /** Between 0 and 1. */
  random(): number;
}

export interface Stores {
  readonly registry: Registry;
  close(): void;
}

/** Resolves when every cache has caught up with the storage. */
export async function openStores(resources: readonly Resource[], options: StoreOptions): Promise<Stores> {
  const caches = new Map<string, WatchCache>();
  const cacheOf = (prefix: string) => {
    const { storage, clock } = options;
    const cache = caches.get(prefix) ?? new WatchCache({ storage, prefix, codec: objectCodec, clock });
    caches.set(prefix, cache);
    return cache;
  };
  const registry = new Registry();
  const { serviceCidrs, nodePorts, random } = options;
  const allocator = createServiceAllocator({ serviceCidrs, nodePorts, random });
  for (const resource of resources) {
    const isServices = resource.group === '' && resource.name === 'services';
    const allocations = isServices
      ? serviceAllocations(allocator, '/registry/ipaddresses/', options.clock, options.ids)
      : undefined;
    registry.add(resource, new ResourceStore(resource, cacheOf(resource.prefix), options, allocations));
  }
  await Promise.all([...caches.values()].map((cache) => cache.start()));
  const services = registry.store('', 'services');
  allocator.restore(
    services.cache
      .snapshot()
      .page(services.resource.prefix)
      .objects.map(({ object }) => object),
  );
  return {
    registry,
    close: () => {
      for (const cache of caches.values()) cache.close();
    },
  };
}
