/** Delete: preconditions, graceful deletion, finalizers and what garbage collection is to do with dependents. */
import type { KubeObject } from '../../api/object.ts';
import { conflict, forbidden, notFound } from '../../api/status.ts';
import { rfc3339 } from '../../api/time.ts';
import { cloneJson } from '../../util/clone.ts';
import { deepFreeze } from '../../util/freeze.ts';
import type { CachedObject } from '../../watch/cached-object.ts';
import { encodeStored, type ObjectView, wireBytes, wireBytesAt, withRevision } from './codec.ts';
import { commitWrite, reserved, resourceOf, type StoreContext, type WriteRequest } from './contract.ts';
import { written } from './create.ts';
import { type Propagation, wantedFinalizers } from './garbage-collection.ts';
import { objectKey } from './keys.ts';
import { isConflict, raceSettled } from './race.ts';

export interface DeleteRequest extends WriteRequest, Propagation {
  /** Not negative. */
  readonly gracePeriodSeconds?: number | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

export interface DeleteResult {
  /** The object as it was last, or as it is while it is held. */
  readonly object: ObjectView;
  /** False: it is marked, and goes once its finalizers or its grace period let it. */
  readonly deleted: boolean;
}

export async function deleteObject(store: StoreContext, name: string, request: DeleteRequest): Promise<DeleteResult> {
  const key = objectKey(store.resource, request.namespace, name);
  for (;;) {
    const current = store.cache.get(key);
    if (!current) throw notFound(resourceOf(store), name);
    checkPreconditions(store, current.object, request);
    const refusal = store.resource.strategy.refuseDeletion?.(current.object);
    if (refusal !== undefined) throw forbidden(resourceOf(store), name, refusal);
    const admitted = request.admit(undefined, current.object);
    if (admitted) await admitted;
    try {
      return await deleteOnce(store, key, current, request);
    } catch (error) {
      if (!isConflict(error)) throw error;
      await raceSettled(store, error);
    }
  }
}

/** @throws StatusError 409 when another object is meant, or another version of it */
export function checkPreconditions(
  { resource }: Pick<StoreContext, 'resource'>,
  object: KubeObject,
  request: Pick<DeleteRequest, 'uid' | 'resourceVersion'>,
): void {
  const { name = '', uid, resourceVersion } = object.metadata;
  if (resource.group === '' && resource.name === 'namespaces') {
    checkNamespacePreconditions(object, request);
    return;
  }
  // Upstream names the kind here, where other conflicts name the resource.
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

/** Upstream deletes namespaces in a way of their own, and says so in other words. */
function checkNamespacePreconditions(
  { metadata: { name = '', uid, resourceVersion } }: KubeObject,
  wanted: Pick<DeleteRequest, 'uid' | 'resourceVersion'>,
): void {
  const facts = [
    ['UID', wanted.uid, uid],
    ['ResourceVersion', wanted.resourceVersion, resourceVersion],
  ] as const;
  for (const [fact, expected, found] of facts) {
    if (expected === undefined || expected === found) continue;
    const text = `Precondition failed: ${fact} in precondition: ${expected}, ${fact} in object meta: ${found}`;
    throw conflict({ group: '', resource: 'namespaces' }, name, text);
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
  const revision = await commitWrite(store, { before: current.object, after: marked }, [put]);
  return { object: written(store, key, value, marked, revision), deleted: false };
}

/** @returns the object's last state, with the revision of its deletion */
async function remove(store: StoreContext, key: string, current: CachedObject, dryRun: boolean): Promise<ObjectView> {
  if (dryRun) return current;
  const change = { before: current.object, after: undefined };
  const revision = await reserved(store.allocations?.onDelete?.(current.object), false, (companions) =>
    commitWrite(store, change, [{ type: 'delete', key, expected: current.revision }, ...companions]),
  );
  return {
    get object() {
      return deepFreeze(withRevision(current.object, revision));
    },
    get bytes() {
      return wireBytesAt(current.bytes, revision);
    },
  };
}

/** What becomes of the object: gone at once, a changed copy that waits, or nothing new. */
function mark(store: StoreContext, old: KubeObject, request: DeleteRequest): KubeObject | 'unchanged' | 'delete-now' {
  const grace = gracePeriod(store, old, request.gracePeriodSeconds);
  if (grace === 'pending') return 'unchanged';
  const before = old.metadata.finalizers ?? [];
  const finalizers = wantedFinalizers(before, request, store.resource.strategy);
  if (grace === 0 && finalizers.length === 0 && !holdsDeletion(store, old)) return 'delete-now';
  if (grace >= graceLeft(old) && finalizers.join() === before.join()) return 'unchanged';
  const object = cloneJson(old);
  if (finalizers.length > 0) object.metadata.finalizers = finalizers;
  else delete object.metadata.finalizers;
  setDeletion(store, object, grace);
  return deepFreeze(object);
}

/** Whether something other than time keeps a deleted object in storage. */
export function isHeld(store: StoreContext, object: KubeObject): boolean {
  return (object.metadata.finalizers?.length ?? 0) > 0 || holdsDeletion(store, object);
}

function holdsDeletion({ resource }: StoreContext, object: KubeObject): boolean {
  return resource.strategy.holdsDeletion?.(object) ?? false;
}

/** `pending`: the object is already being deleted, and this request does not shorten its grace. */
function gracePeriod({ resource }: StoreContext, old: KubeObject, requested: number | undefined): number | 'pending' {
  if (!resource.strategy.gracePeriodSeconds) return 0;
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = old.metadata;
  if (deletionTimestamp === undefined) return resource.strategy.gracePeriodSeconds(old, requested);
  if (deletionGracePeriodSeconds === 0) return 0;
  return requested !== undefined && requested < deletionGracePeriodSeconds ? requested : 'pending';
}

/** The grace of a deletion under way; more than any while there is none. */
function graceLeft({ metadata }: KubeObject): number {
  if (metadata.deletionTimestamp === undefined) return Number.POSITIVE_INFINITY;
  return metadata.deletionGracePeriodSeconds ?? 0;
}

function setDeletion(store: StoreContext, object: KubeObject, grace: number): void {
  const meta = object.metadata;
  const left = graceLeft(object);
  if (meta.deletionTimestamp === undefined) {
    meta.deletionTimestamp = rfc3339(store.dependencies.clock.now() + grace * 1000);
    meta.deletionGracePeriodSeconds = grace;
    if (meta.generation) meta.generation += 1;
    store.resource.strategy.onDeletionMarked?.(object);
  } else if (grace < left) {
    meta.deletionTimestamp = rfc3339(Date.parse(meta.deletionTimestamp) + (grace - left) * 1000);
    meta.deletionGracePeriodSeconds = grace;
  }
}
