/** Delete: preconditions, graceful deletion, finalizers and what garbage collection is to do with dependents. */
import type { KubeObject } from '../../api/object.ts';
import { conflict, notFound } from '../../api/status.ts';
import { rfc3339 } from '../../api/time.ts';
import { StorageError } from '../../storage/errors.ts';
import { cloneJson } from '../../util/clone.ts';
import type { CachedObject } from '../../watch/cached-object.ts';
import { encodeStored, type ObjectView, wireBytes } from './codec.ts';
import { reserved, type StoreContext, type WriteRequest } from './contract.ts';
import { written } from './create.ts';
import { objectKey } from './keys.ts';

export interface DeleteRequest extends WriteRequest {
  readonly gracePeriodSeconds?: number | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground' | undefined;
  readonly orphanDependents?: boolean | undefined;
}

export interface DeleteResult {
  /** The object as it was last, or as it is while it is held. */
  readonly object: ObjectView;
  /** False: it is marked, and goes once its finalizers or its grace period let it. */
  readonly deleted: boolean;
}

/** How long the winner of a race may take to show in the cache. */
const RACE_MILLISECONDS = 5000;
const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

export async function deleteObject(store: StoreContext, name: string, request: DeleteRequest): Promise<DeleteResult> {
  const { resource } = store;
  const key = objectKey(resource, request.namespace, name);
  for (;;) {
    const current = store.cache.get(key);
    if (!current) throw notFound({ group: resource.group, resource: resource.name }, name);
    checkPreconditions(store, current.object, request);
    const admitted = request.admit(undefined, current.object);
    if (admitted) await admitted;
    try {
      return await deleteOnce(store, key, current, request);
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'conflict') throw error;
      await store.cache.waitFor(error.actualRevision ?? 0, RACE_MILLISECONDS);
    }
  }
}

function checkPreconditions({ resource }: StoreContext, object: KubeObject, request: DeleteRequest): void {
  const { name = '', uid, resourceVersion } = object.metadata;
  const target = { group: resource.group, resource: resource.kind };
  if (request.uid !== undefined && request.uid !== uid) {
    const text = `the UID in the precondition (${request.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`;
    throw conflict(target, name, text);
  }
  if (request.resourceVersion !== undefined && request.resourceVersion !== resourceVersion) {
    const text = `the ResourceVersion in the precondition (${request.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`;
    throw conflict(target, name, text);
  }
}

async function deleteOnce(
  store: StoreContext,
  key: string,
  current: CachedObject,
  request: DeleteRequest,
): Promise<DeleteResult> {
  const marked = mark(store, current.object, request);
  if (marked === 'unchanged') return { object: current, deleted: false };
  if (marked === 'delete-now') return { object: await remove(store, key, current, request.dryRun), deleted: true };
  const value = encodeStored(marked);
  if (request.dryRun) {
    return { object: { object: marked, bytes: wireBytes(value, current.revision) }, deleted: false };
  }
  const put = { type: 'put', key, value, expected: current.revision, attachment: marked } as const;
  const revision = await store.dependencies.storage.commit([put]);
  return { object: written(store, key, value, marked, revision), deleted: false };
}

async function remove(store: StoreContext, key: string, current: CachedObject, dryRun: boolean): Promise<CachedObject> {
  if (dryRun) return current;
  await reserved(store.allocations?.onDelete(current.object), false, (companions) =>
    store.dependencies.storage.commit([{ type: 'delete', key, expected: current.revision }, ...companions]),
  );
  return current;
}

/** What becomes of the object: gone at once, a changed copy that waits, or nothing new. */
function mark(store: StoreContext, old: KubeObject, request: DeleteRequest): KubeObject | 'unchanged' | 'delete-now' {
  const object = cloneJson(old);
  const grace = gracePeriod(store, old, request.gracePeriodSeconds);
  if (grace === 'pending') return 'unchanged';
  const finalizers = wantedFinalizers(old.metadata.finalizers ?? [], request);
  if (finalizers.length > 0) object.metadata.finalizers = finalizers;
  else delete object.metadata.finalizers;
  const held = isHeld(store, object);
  if (grace === 0 && !held) return 'delete-now';
  setDeletion(store, object, grace);
  const changed =
    object.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    object.metadata.deletionGracePeriodSeconds !== old.metadata.deletionGracePeriodSeconds ||
    finalizers.join() !== (old.metadata.finalizers ?? []).join();
  return changed ? object : 'unchanged';
}

/** Whether something other than time keeps a deleted object in storage. */
export function isHeld({ resource }: StoreContext, object: KubeObject): boolean {
  return (object.metadata.finalizers?.length ?? 0) > 0 || (resource.strategy.holdsDeletion?.(object) ?? false);
}

/** `pending`: the object is already being deleted, and this request does not shorten its grace. */
function gracePeriod({ resource }: StoreContext, old: KubeObject, requested: number | undefined): number | 'pending' {
  if (!resource.strategy.gracePeriodSeconds) return 0;
  const { deletionTimestamp, deletionGracePeriodSeconds } = old.metadata;
  if (deletionTimestamp === undefined) return resource.strategy.gracePeriodSeconds(old, requested);
  if (requested === undefined || deletionGracePeriodSeconds === undefined) return 'pending';
  const wanted = requested < 0 ? 1 : requested;
  return wanted < deletionGracePeriodSeconds || wanted === 0 ? wanted : 'pending';
}

function setDeletion(store: StoreContext, object: KubeObject, grace: number): void {
  const meta = object.metadata;
  const now = store.dependencies.clock.now();
  if (meta.deletionTimestamp === undefined) {
    meta.deletionTimestamp = rfc3339(now + grace * 1000);
    if (meta.generation) meta.generation += 1;
    store.resource.strategy.onDeletionMarked?.(object);
  } else if (grace < (meta.deletionGracePeriodSeconds ?? 0)) {
    const started = Date.parse(meta.deletionTimestamp) - meta.deletionGracePeriodSeconds! * 1000;
    meta.deletionTimestamp = rfc3339(started + grace * 1000);
  }
  meta.deletionGracePeriodSeconds = Math.min(grace, meta.deletionGracePeriodSeconds ?? grace);
}

/** The finalizers that tell the garbage collector to orphan dependents, or to delete them first. */
function wantedFinalizers(finalizers: readonly string[], request: DeleteRequest): string[] {
  const orphan = wants(request, 'Orphan') ?? finalizers.includes(ORPHAN);
  const foreground = wants(request, 'Foreground') ?? finalizers.includes(FOREGROUND);
  const others = finalizers.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  return [...others, ...(orphan ? [ORPHAN] : []), ...(foreground ? [FOREGROUND] : [])];
}

/** Undefined: the request does not say. */
function wants(request: DeleteRequest, policy: 'Orphan' | 'Foreground'): boolean | undefined {
  if (request.propagationPolicy !== undefined) return request.propagationPolicy === policy;
  if (request.orphanDependents === undefined) return undefined;
  return policy === 'Orphan' && request.orphanDependents;
}
