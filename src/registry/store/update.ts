/** Update: a transformation of the newest object, retried while others write it, then one compare-and-swap. */
import { path } from '../../api/field.ts';
import type { KubeObject, ObjectMeta } from '../../api/object.ts';
import { conflict, invalid, notFound, OBJECT_MODIFIED } from '../../api/status.ts';
import { rfc3339 } from '../../api/time.ts';
import { StorageError } from '../../storage/errors.ts';
import type { WriteOperation } from '../../storage/storage.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import type { CachedObject } from '../../watch/cached-object.ts';
import type { ObjectSubresource, Strategy, StrategyContext } from '../strategy.ts';
import { validateObjectMetaUpdate } from '../validation/object-meta.ts';
import { encodeStored, type ObjectView, wireBytes } from './codec.ts';
import { reserved, type StoreContext, type WriteRequest } from './contract.ts';
import { createObject, written } from './create.ts';
import { isHeld } from './delete.ts';
import { objectKey } from './keys.ts';

const METADATA = path('metadata');

export interface UpdateRequest extends WriteRequest {
  /**
   * Makes the new object from the newest one (frozen; undefined when there is none and `create` is set). Called again
   * when another write came between; what it returns becomes the store's own. A resourceVersion in it is a
   * precondition: left as it is, the caller wants exactly that version to be replaced.
   */
  transform(current: KubeObject | undefined): KubeObject | Promise<KubeObject>;
  /** Instead of the resource's own strategy. */
  readonly subresource?: ObjectSubresource;
  /** A missing object is created. */
  readonly create?: boolean;
  /** Validating admission of the creation, when the object is missing. */
  readonly admitCreate?: WriteRequest['admit'];
}

export interface UpdateResult {
  readonly object: ObjectView;
  readonly created: boolean;
}

/** How often a lost race is run again before the client is told of the conflict. */
const ATTEMPTS = 64;
/** How long the winner of a race may take to show in the cache. */
const RACE_MILLISECONDS = 5000;

export async function updateObject(store: StoreContext, name: string, request: UpdateRequest): Promise<UpdateResult> {
  const key = objectKey(store.resource, request.namespace, name);
  for (let attempt = 1; ; attempt += 1) {
    const current = store.cache.get(key);
    if (!current && !request.create) throw notFound(target(store), name);
    const object = await request.transform(current?.object);
    try {
      if (!current) return await createMissing(store, object, request);
      const unconditional = (object.metadata.resourceVersion ?? '') === '';
      return { object: await updateOnce(store, key, current, object, unconditional, request), created: false };
    } catch (error) {
      if (!(error instanceof StorageError) || error.code !== 'conflict') throw error;
      if (attempt === ATTEMPTS) throw conflict(target(store), name, OBJECT_MODIFIED);
      await store.cache.waitFor(error.actualRevision ?? 0, RACE_MILLISECONDS);
    }
  }
}

function target({ resource }: StoreContext) {
  return { group: resource.group, resource: resource.name };
}

async function createMissing(store: StoreContext, object: KubeObject, request: UpdateRequest): Promise<UpdateResult> {
  const { uid, resourceVersion, name = '' } = object.metadata;
  if (uid) throw conflict(target(store), name, preconditionText(store, request.namespace, name, uid, ''));
  if (resourceVersion) throw notFound(target(store), name);
  const admit = request.admitCreate ?? request.admit;
  return { object: await createObject(store, object, { ...request, admit }), created: true };
}

function preconditionText(store: StoreContext, namespace: string, name: string, wanted: string, found: string): string {
  const key = objectKey(store.resource, namespace, name);
  return `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${found}`;
}

async function updateOnce(
  store: StoreContext,
  key: string,
  current: CachedObject,
  object: KubeObject,
  unconditional: boolean,
  request: UpdateRequest,
): Promise<ObjectView> {
  const { resource, dependencies } = store;
  const old = current.object;
  checkPreconditions(store, object, old, unconditional);
  keepServerMetadata(object.metadata, old.metadata);
  const context: StrategyContext = { now: rfc3339(dependencies.clock.now()), user: request.user };
  const rules = request.subresource ?? resource.strategy;
  const reservation = request.subresource ? undefined : store.allocations?.onUpdate(object, old);
  return reserved(reservation, request.dryRun, async (companions) => {
    rules.prepareForUpdate?.(object, old, context);
    if (resource.strategy.tracksGeneration) bumpGeneration(object, old);
    validate(store, rules, object, old);
    for (const text of rules.warnings?.(object, old) ?? []) request.warn(text);
    const admitted = request.admit(object, old);
    if (admitted) await admitted;
    return write(store, key, current, object, companions, request.dryRun);
  });
}

function checkPreconditions(store: StoreContext, object: KubeObject, old: KubeObject, unconditional: boolean): void {
  const name = old.metadata.name!;
  const { uid, resourceVersion } = object.metadata;
  if (uid && uid !== old.metadata.uid) {
    throw conflict(
      target(store),
      name,
      preconditionText(store, old.metadata.namespace ?? '', name, uid, old.metadata.uid!),
    );
  }
  if (!unconditional && resourceVersion !== old.metadata.resourceVersion) {
    throw conflict(target(store), name, OBJECT_MODIFIED);
  }
  if (unconditional && store.resource.strategy.allowUnconditionalUpdate === false) {
    // The message of validateObjectMetaUpdate tells the client what is missing.
    throw invalid(store.resource, name, validateObjectMetaUpdate(object.metadata, old.metadata, METADATA).slice(0, 1));
  }
}

/** What no client may change keeps its value, whatever the request said. */
function keepServerMetadata(meta: ObjectMeta, old: ObjectMeta): void {
  meta.uid = old.uid!;
  meta.creationTimestamp = old.creationTimestamp!;
  meta.resourceVersion = old.resourceVersion!;
  copy(meta, old, 'generation');
  copy(meta, old, 'deletionTimestamp');
  copy(meta, old, 'deletionGracePeriodSeconds');
  delete meta.selfLink;
}

function copy<K extends 'generation' | 'deletionTimestamp' | 'deletionGracePeriodSeconds'>(
  meta: ObjectMeta,
  old: ObjectMeta,
  field: K,
): void {
  if (old[field] === undefined) delete meta[field];
  else meta[field] = old[field];
}

function bumpGeneration(object: KubeObject, old: KubeObject): void {
  const { metadata, status, ...desired } = object;
  const { metadata: oldMetadata, status: _status, ...oldDesired } = old;
  if (!deepEqual(desired, oldDesired)) metadata.generation = (oldMetadata.generation ?? 0) + 1;
}

function validate(
  store: StoreContext,
  rules: Pick<Strategy, 'validateUpdate'>,
  object: KubeObject,
  old: KubeObject,
): void {
  const errors = validateObjectMetaUpdate(object.metadata, old.metadata, METADATA);
  errors.push(...(rules.validateUpdate?.(object, old) ?? []));
  if (errors.length > 0) throw invalid(store.resource, old.metadata.name!, errors);
}

async function write(
  store: StoreContext,
  key: string,
  current: CachedObject,
  object: KubeObject,
  companions: readonly WriteOperation[],
  dryRun: boolean,
): Promise<ObjectView> {
  const value = encodeStored(object);
  if (sameObject(current, object, value)) return current;
  const unstored = { object, bytes: wireBytes(value, current.revision) };
  if (dryRun) return unstored;
  const { storage } = store.dependencies;
  const expected = current.revision;
  if (isReleased(store, object)) {
    await reserved(store.allocations?.onDelete(object), false, (released) =>
      storage.commit([{ type: 'delete', key, expected }, ...companions, ...released]),
    );
    return unstored;
  }
  const { ttlSeconds } = store.resource;
  const put = { type: 'put', key, value, expected, attachment: object, ttlSeconds } as const;
  return written(store, key, value, object, await storage.commit([put, ...companions]));
}

/** An update that changes nothing is not written: its resourceVersion stays. */
function sameObject(current: CachedObject, object: KubeObject, value: Buffer): boolean {
  const bytes = wireBytes(value, current.revision);
  if (bytes.length !== current.bytes.length) return false;
  return bytes.equals(current.bytes) || deepEqual(object, current.object);
}

/** Being deleted, and nothing holds it any more. */
function isReleased(store: StoreContext, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata;
  return deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0 && !isHeld(store, object);
}
