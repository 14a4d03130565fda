import type { KubeObject } from '../../api/object.ts';
import { notFound } from '../../api/status.ts';
import type { WatchCache } from '../../watch/cache.ts';
import type { CachedObject } from '../../watch/cached-object.ts';
import type { Resource } from '../resource.ts';
import type { ObjectView } from './codec.ts';
import {
  type Allocations,
  resourceOf,
  type StoreContext,
  type StoreDependencies,
  type WriteRequest,
} from './contract.ts';
import { createObject } from './create.ts';
import { type DeleteRequest, type DeleteResult, deleteObject } from './delete.ts';
import { objectKey } from './keys.ts';
import { Lines } from './lines.ts';
import { type UpdateRequest, type UpdateResult, updateObject } from './update.ts';

/**
 * The objects of one resource: reads from the watch cache, writes through strategy, validation and admission into
 * storage with optimistic concurrency.
 */
export class ResourceStore implements StoreContext {
  readonly resource: Resource;
  readonly cache: WatchCache;
  readonly dependencies: StoreDependencies;
  readonly allocations: Allocations | undefined;
  readonly lines = new Lines();

  constructor(resource: Resource, cache: WatchCache, dependencies: StoreDependencies, allocations?: Allocations) {
    this.resource = resource;
    this.cache = cache;
    this.dependencies = dependencies;
    this.allocations = allocations;
  }

  find(namespace: string, name: string): CachedObject | undefined {
    return this.cache.get(objectKey(this.resource, namespace, name));
  }

  /** @throws StatusError 404 */
  get(namespace: string, name: string): CachedObject {
    const found = this.find(namespace, name);
    if (!found) throw notFound(resourceOf(this), name);
    return found;
  }

  /** @param object decoded and defaulted; becomes the store's own */
  create(object: KubeObject, request: WriteRequest): Promise<ObjectView> {
    return createObject(this.#of(request), object, request);
  }

  update(name: string, request: UpdateRequest): Promise<UpdateResult> {
    return updateObject(this.#of(request), name, request);
  }

  delete(name: string, request: DeleteRequest): Promise<DeleteResult> {
    return deleteObject(this.#of(request), name, request);
  }

  #of({ timed }: WriteRequest): StoreContext {
    if (!timed) return this;
    const { resource, cache, dependencies, allocations, lines } = this;
    return { resource, cache, dependencies, allocations, lines, timed };
  }
}
