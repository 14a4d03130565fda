/** The registry over a storage: a watch cache for each key prefix, a store for each resource. */
import {
  createServiceAllocator,
  type PortRange,
  type ServiceAllocator,
} from '../registry/core/services/allocators/index.ts';
import { QuotaCharges, type QuotaPorts } from '../registry/quota/quota-charges.ts';
import { quotaStatus } from '../registry/quota/quota-status.ts';
import { Registry } from '../registry/registry.ts';
import type { Resource } from '../registry/resource.ts';
import { completingCodec } from '../registry/store/codec.ts';
import type { StoreDependencies } from '../registry/store/contract.ts';
import { ResourceStore } from '../registry/store/store.ts';
import { schemaOf } from '../schema/schema-of.ts';
import type { Clock } from '../util/clock.ts';
import { WatchCache } from '../watch/cache.ts';
import { addressObjects, serviceAllocations } from './service-allocations.ts';

/** What the administrator limits by default, and who counts refusals. */
export type QuotaOptions = Pick<QuotaPorts, 'limited' | 'observer'>;

export interface StoreOptions extends StoreDependencies {
  readonly clock: Clock;
  readonly serviceCidrs: readonly string[];
  readonly nodePorts: PortRange;
  /** Between 0 and 1. */
  random(): number;
  /** Absent: writes are not charged to quotas. */
  readonly quotas: QuotaOptions | undefined;
  /** New objects come only into namespaces that are open. */
  readonly needsNamespaces: boolean;
}

export interface Stores {
  readonly registry: Registry;
  readonly charges: QuotaCharges | undefined;
  close(): void;
}

/** One watch cache for each key prefix: versions of a kind that are stored in one place share it. */
class Caches {
  readonly #caches = new Map<string, WatchCache>();
  readonly #options: StoreOptions;

  constructor(options: StoreOptions) {
    this.#options = options;
  }

  of({ prefix, storedModel }: Resource): WatchCache {
    const { storage, clock } = this.#options;
    const known = this.#caches.get(prefix);
    if (known) return known;
    const cache = new WatchCache({ storage, prefix, codec: completingCodec(schemaOf(storedModel)), clock });
    this.#caches.set(prefix, cache);
    return cache;
  }

  async start(): Promise<void> {
    await Promise.all([...this.#caches.values()].map((cache) => cache.start()));
  }

  close(): void {
    for (const cache of this.#caches.values()) cache.close();
  }
}

function isQuotas({ group, name }: Resource): boolean {
  return group === '' && name === 'resourcequotas';
}

function isServices({ group, name }: Resource): boolean {
  return group === '' && name === 'services';
}

/** The addresses and ports of the services that there are stay theirs. */
function restoreAllocations(registry: Registry, allocator: ServiceAllocator): void {
  const { cache, resource } = registry.store('', 'services');
  const { objects } = cache.snapshot().page(resource.prefix);
  allocator.restore(objects.map(({ object }) => object));
}

/** Resolves when every cache has caught up with the storage. */
export async function openStores(resources: readonly Resource[], options: StoreOptions): Promise<Stores> {
  const { clock, ids } = options;
  const caches = new Caches(options);
  const registry = new Registry();
  const allocator = createServiceAllocator({ ...options, addresses: addressObjects(registry, options.serviceCidrs) });
  const allocations = serviceAllocations(allocator, '/registry/ipaddresses/', clock, ids);
  const store = lazily((name: string) => registry.store('', name));
  const charges = options.quotas && quotaCharges(registry, store, clock, options.quotas);
  const allocationsOf = (resource: Resource) => {
    if (isServices(resource)) return allocations;
    return charges && isQuotas(resource) ? quotaStatus(charges) : undefined;
  };
  const namespaces = options.needsNamespaces ? () => store('namespaces') : undefined;
  const dependencies = { ...options, charges, namespaces };
  for (const resource of resources) {
    const cache = caches.of(resource);
    registry.add(resource, new ResourceStore(resource, cache, dependencies, allocationsOf(resource)));
  }
  await caches.start();
  restoreAllocations(registry, allocator);
  return { registry, charges, close: () => caches.close() };
}

function quotaCharges(
  registry: Registry,
  store: (name: string) => ResourceStore,
  clock: Clock,
  options: QuotaOptions,
): QuotaCharges {
  return new QuotaCharges({
    quotas: () => store('resourcequotas'),
    stores: () => new Set(Array.from(registry.all(), (served) => served.store)),
    isEnding: (namespace) => store('namespaces').find('', namespace)?.object.metadata.deletionTimestamp !== undefined,
    now: () => clock.now(),
    ...options,
  });
}

/** The registry fills up later, and then stays. */
function lazily<T>(find: (name: string) => T): (name: string) => T {
  const found = new Map<string, T>();
  return (name) => {
    const known = found.get(name) ?? find(name);
    found.set(name, known);
    return known;
  };
}
