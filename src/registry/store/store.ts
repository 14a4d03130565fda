import type { KubeObject } from '../../api/object.ts';
import { notFound } from '../../api/status.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type { Storage } from '../../storage/storage.ts';
import type { WatchCache } from '../../watch/cache.ts';
import type { CachedObject } from '../../watch/cached-object.ts';
import type { Resource } from '../resource.ts';
import type { ObjectView } from './codec.ts';
import { createObject } from './create.ts';
import { type DeleteRequest, type DeleteResult, deleteObject } from './delete.ts';
import { objectKey } from './keys.ts';
import { type UpdateRequest, type UpdateResult, updateObject } from './update.ts';

/** What makes a write unique and dated; handed in, so that tests are exact. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}
export interface Ids {
  uid(): string;
  /** What is appended to a generateName: five characters. */
  suffix(): string;
}

/** Numbers and addresses that a write takes or gives back (cluster IPs, node ports). */
export interface Allocations<T extends KubeObject = any> {
  /** Fills in what the object needs. @throws StatusError when it cannot be had */
  onCreate(object: T): Reservation;
  onUpdate(object: T, old: T): Reservation;
  /** The object is gone from storage. */
  onDelete(old: T): void;
}
export interface Reservation {
  /** The write is durable: what the old object held and the new one does not is given back. */
  confirm(): void;
  /** The write did not happen: what was taken for it is given back. */
  release(): void;
}

export interface StoreDependencies {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Validating admission, run inside the storage update on the very object that is to be written. */
export type Admit = (object: KubeObject | undefined, old: KubeObject | undefined) => void | Promise<void>;

export interface WriteRequest {
  readonly namespace: string;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  readonly admit: Admit;
  /** Adds a `Warning` header to the answer. */
  warn(text: string): void;
}

/**
 * The objects of one resource: reads from the watch cache, writes through strategy, validation and admission into
 * storage with optimistic concurrency.
 */
export class ResourceStore {
  readonly resource: Resource;
  readonly cache: WatchCache;
  readonly dependencies: StoreDependencies;
  readonly allocations: Allocations | undefined;

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
    if (!found) throw notFound({ group: this.resource.group, resource: this.resource.name }, name);
    return found;
  }

  /** @param object decoded and defaulted; becomes the store's own */
  create(object: KubeObject, request: WriteRequest): Promise<ObjectView> {
    return createObject(this, object, request);
  }

  update(name: string, request: UpdateRequest): Promise<UpdateResult> {
    return updateObject(this, name, request);
  }

  delete(name: string, request: DeleteRequest): Promise<DeleteResult> {
    return deleteObject(this, name, request);
  }
}
