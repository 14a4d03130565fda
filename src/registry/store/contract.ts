/** What the parts of a resource's store share. */
import type { GroupResource, KubeObject } from '../../api/object.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type { Storage, WriteOperation } from '../../storage/storage.ts';
import type { WatchCache } from '../../watch/cache.ts';
import type { Resource } from '../resource.ts';
import type { Lines } from './lines.ts';

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
  onCreate?(object: T): Reservation;
  /** Fills in what is the server's to say, behind the strategy. Not for subresources. */
  complete?(object: T): void;
  /** Not for subresources. @throws StatusError when what the change needs cannot be had */
  onUpdate?(object: T, old: T): Reservation;
  /** For the write that removes the object from storage. */
  onDelete?(old: T): Reservation;
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

/** What a write changes. Absent before: it creates. Absent after: it removes. */
export interface WriteChange {
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

/** What writes cost the quotas of their namespace, charged in their own commit: what fails costs nothing. */
export interface Charges {
  /**
   * Commits the operations of one write together with its cost.
   * @throws StatusError 403 when a quota would be exceeded; StorageError conflict of the write's own keys
   */
  commit(resource: Resource, change: WriteChange, operations: readonly WriteOperation[]): Promise<number>;
  /** As `commit`, of a dry run. */
  check(resource: Resource, change: WriteChange): Promise<void>;
}

export interface StoreDependencies {
  readonly storage: Storage;
  /** Absent: nothing is counted. */
  readonly charges?: Charges | undefined;
  /** The store of the namespaces. Absent: nobody asks whether an object's namespace is there. */
  readonly namespaces?: (() => StoreContext) | undefined;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Validating admission, run inside the storage update on the very object that is to be written. Both are frozen. */
export type Admit = (object: KubeObject | undefined, old: KubeObject | undefined) => void | Promise<void>;

export interface WriteRequest {
  readonly namespace: string;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  readonly admit: Admit;
  /** Adds a `Warning` header to the answer. */
  warn(text: string): void;
  /** Sees how long the storage takes for each commit; absent: nobody wants to know. */
  timed?: CommitTimer;
}

export type CommitTimer = (commit: Promise<number>) => Promise<number>;

/** A store as its verbs see it. */
export interface StoreContext {
  readonly resource: Resource;
  readonly cache: WatchCache;
  readonly dependencies: StoreDependencies;
  readonly allocations: Allocations | undefined;
  readonly lines: Lines;
  /** Of one request. */
  readonly timed?: CommitTimer | undefined;
}

/** The commit of one write, with what it costs. */
export function commitWrite(
  { resource, dependencies, timed }: StoreContext,
  change: WriteChange,
  operations: readonly WriteOperation[],
): Promise<number> {
  const { charges, storage } = dependencies;
  const commit = charges ? charges.commit(resource, change, operations) : storage.commit(operations);
  return timed ? timed(commit) : commit;
}

/** How errors name a store's resource. */
export function resourceOf({ resource }: StoreContext): GroupResource {
  return { group: resource.group, resource: resource.name };
}

/** As refusals of what is wrong with an object name its kind. */
export function kindOf({ kindGroup, kind }: Resource): { group: string; kind: string } {
  return { group: kindGroup, kind };
}
