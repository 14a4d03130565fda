import type { KubeObject } from '../../api/object.ts';
import { notFound } from '../../api/status.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type { Storage, WriteOperation } from '../../storage/storage.ts';
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

/** What writes of one resource take and give back beside the object: cluster IPs and node ports of services. */
export interface Allocations<T extends KubeObject = any> {
  /** Fills in what the object needs. @throws StatusError when it cannot be had */
  onCreate(object: T): Reservation;
  /** Not for subresources. @throws StatusError when what the change needs cannot be had */
  onUpdate(object: T, old: T): Reservation;
  /** For the write that removes the object from storage. */
  onDelete(old: T): Reservation;
}

/** Exactly one of `commit` and `revert` is called, once the write is durable or has failed (a dry run reverts). */
export interface Reservation {
  /** Goes into the object's own commit. */
  readonly companions: readonly WriteOperation[];
  commit(): void;
  revert(): void;
}

const NOTHING: Reservation = { companions: [], commit: () => {}, revert: () => {} };

/** Runs a write under its reservation, which ends as the write does. */
export async function reserved<T>(
  reservation: Reservation = NOTHING,
  dryRun: boolean,
  write: (companions: readonly WriteOperation[]) => Promise<T>,
): Promise<T> {
  try {
    const result = await write(reservation.companions);
    if (dryRun) reservation.revert();
    else reservation.commit();
    return result;
  } catch (error) {
    reservation.revert();
    throw error;
  }
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
