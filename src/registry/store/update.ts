/** Update: a transformation of the newest object, run again when another write came between, then one compare-and-swap. */
import { invalidValue, path } from '../../api/field.ts';
import { uint64Error } from '../../api/go-number.ts';
import type { KubeObject } from '../../api/object.ts';
import {
  badRequest,
  conflict,
  invalid,
  notFound,
  OBJECT_MODIFIED,
  type StatusError,
  unknownError,
} from '../../api/status.ts';
import { rfc3339 } from '../../api/time.ts';
import { revertTimestamps } from '../../schema/apply/timestamps.ts';
import { fillUnset } from '../../schema/fill-unset.ts';
import { schemaOf } from '../../schema/schema-of.ts';
import type { StorageError } from '../../storage/errors.ts';
import type { WriteOperation } from '../../storage/storage.ts';
import { deepFreeze } from '../../util/freeze.ts';
import { equalJson } from '../../util/json-value.ts';
import { pause } from '../../util/pause.ts';
import type { CachedObject } from '../../watch/cached-object.ts';
import type { ObjectSubresource, Strategy, StrategyContext } from '../strategy.ts';
import { validateFinalizerNames, validateObjectMetaUpdate } from '../validation/object-meta.ts';
import { encodeWritten, type ObjectView, wireBytes } from './codec.ts';
import { commitWrite, kindOf, reserved, resourceOf, type StoreContext, type WriteRequest } from './contract.ts';
import { createOnce, written } from './create.ts';
import { isHeld } from './delete.ts';
import { objectKey } from './keys.ts';
import { isConflict, raceSettled } from './race.ts';
import { countGeneration, keepServerMetadata } from './server-metadata.ts';

const METADATA = path('metadata');

export interface UpdateRequest extends WriteRequest {
  /**
   * Makes the new object from the newest one (frozen; undefined when there is none and `create` is set). Called again
   * when another write came between; what it returns becomes the store's own. The resourceVersion in it is the version
   * that it is to replace; without one it replaces whatever is there.
   */
  transform(current: KubeObject | undefined): KubeObject | Promise<KubeObject>;
  /** Which object is meant: '' any. */
  readonly uid?: string | undefined;
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

export async function updateObject(store: StoreContext, name: string, request: UpdateRequest): Promise<UpdateResult> {
  const key = objectKey(store.resource, request.namespace, name);
  const attempt = () => attemptUpdate(store, key, name, request);
  const first = await attempt();
  return first instanceof Error ? store.lines.stand(key, () => tryAgain(store, name, first, attempt)) : first;
}

async function tryAgain(
  store: StoreContext,
  name: string,
  first: StorageError,
  attempt: () => Promise<UpdateResult | StorageError>,
): Promise<UpdateResult> {
  let lost = first;
  for (let attempts = 1; attempts < ATTEMPTS; attempts += 1) {
    await raceSettled(store, lost);
    const result = await attempt();
    if (!(result instanceof Error)) return result;
    lost = result;
  }
  throw conflict(resourceOf(store), name, OBJECT_MODIFIED);
}

/** @returns the conflict when another write came between */
async function attemptUpdate(
  store: StoreContext,
  key: string,
  name: string,
  request: UpdateRequest,
): Promise<UpdateResult | StorageError> {
  const current = store.cache.get(key);
  if (!current && !request.create) throw notFound(resourceOf(store), name);
  const object = await request.transform(current?.object);
  try {
    if (!current) return { object: await createMissing(store, name, object, request), created: true };
    return { object: await updateOnce(store, key, current, object, request), created: false };
  } catch (error) {
    if (isConflict(error)) return error;
    throw error;
  }
}

function createMissing(
  store: StoreContext,
  wanted: string,
  object: KubeObject,
  request: UpdateRequest,
): Promise<ObjectView> {
  const { name = '' } = object.metadata;
  const { uid } = request;
  // Threat: whoever changes objects on their way in could have this one take another's name.
  if (name !== wanted) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${wanted})`);
  }
  if (uid) throw otherUid(store, objectKey(store.resource, request.namespace, name), name, uid, '');
  // Whichever version it was to replace, as upstream has it: a leader whose lease was deleted stays the leader.
  versionIn(object);
  return createOnce(store, object, { ...request, admit: request.admitCreate ?? request.admit });
}

async function updateOnce(
  store: StoreContext,
  key: string,
  current: CachedObject,
  object: KubeObject,
  request: UpdateRequest,
): Promise<ObjectView> {
  const { strategy } = store.resource;
  const old = current.object;
  checkUid(store, key, request.uid, old);
  checkVersion(store, object, old);
  keepServerMetadata(object.metadata, old.metadata);
  const context: StrategyContext = { now: rfc3339(store.dependencies.clock.now()), user: request.user };
  const rules = request.subresource ?? strategy;
  const reservation = request.subresource ? undefined : store.allocations?.onUpdate?.(object, old);
  return reserved(reservation, request.dryRun, async (companions) => {
    rules.prepareForUpdate?.(object, old, context);
    if (!request.subresource) store.allocations?.complete?.(object);
    fillUnset(object, schemaOf(store.resource.storedModel));
    countGeneration(strategy, object, old);
    await pause();
    validate(store, rules, object, old);
    await pause();
    for (const text of rules.warnings?.(object, old) ?? []) request.warn(text);
    const settled = deepFreeze(revertTimestamps(old, object));
    const admitted = request.admit(settled, old);
    if (admitted) await admitted;
    await pause();
    return write(store, key, current, settled, companions, request.dryRun);
  });
}

function checkUid(store: StoreContext, key: string, uid: string | undefined, { metadata }: KubeObject): void {
  if (uid && uid !== metadata.uid) throw otherUid(store, key, metadata.name!, uid, metadata.uid!);
}

function checkVersion(store: StoreContext, object: KubeObject, old: KubeObject): void {
  const { name = '', resourceVersion: newest } = old.metadata;
  const resourceVersion = versionIn(object);
  const isConditional = !/^0*$/.test(resourceVersion);
  if (isConditional ? resourceVersion === newest : mayOverwrite(store.resource.strategy)) return;
  if (isConditional) throw conflict(resourceOf(store), name, OBJECT_MODIFIED);
  const error = invalidValue(METADATA.child('resourceVersion'), 0, 'must be specified for an update');
  // Upstream names the resource where other answers name the kind.
  throw invalid({ group: store.resource.group, kind: store.resource.name }, name, [error]);
}

/** @throws StatusError 500 when it is no number */
function versionIn({ metadata: { resourceVersion = '' } }: KubeObject): string {
  const unread = resourceVersion === '' ? undefined : uint64Error(resourceVersion);
  if (unread !== undefined) throw unknownError(unread);
  return resourceVersion;
}

function mayOverwrite({ allowUnconditionalUpdate = true }: Strategy): boolean {
  return allowUnconditionalUpdate;
}

function otherUid(store: StoreContext, key: string, name: string, wanted: string, found: string): StatusError {
  const text = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${found}`;
  return conflict(resourceOf(store), name, text);
}

function validate(
  store: StoreContext,
  rules: Pick<Strategy, 'validateUpdate'>,
  object: KubeObject,
  old: KubeObject,
): void {
  const errors = validateObjectMetaUpdate(object.metadata, old.metadata, METADATA);
  errors.push(...validateFinalizerNames(store.resource.group, object.metadata, METADATA));
  errors.push(...(rules.validateUpdate?.(object, old) ?? []));
  if (errors.length > 0) throw invalid(kindOf(store.resource), old.metadata.name!, errors);
}

async function write(
  store: StoreContext,
  key: string,
  current: CachedObject,
  object: KubeObject,
  companions: readonly WriteOperation[],
  dryRun: boolean,
): Promise<ObjectView> {
  if (equalJson(object, current.object)) return current;
  await pause();
  const value = encodeWritten(object, store.resource.maxValues, current.bytes.length);
  await pause();
  const unstored = { object, bytes: wireBytes(value, current.revision) };
  const isGone = isReleased(store, object);
  const change = { before: current.object, after: isGone ? undefined : object };
  if (dryRun) {
    await store.dependencies.charges?.check(store.resource, change);
    return unstored;
  }
  const expected = current.revision;
  if (isGone) {
    await reserved(store.allocations?.onDelete?.(object), false, (released) =>
      commitWrite(store, change, [{ type: 'delete', key, expected }, ...lastOfEach([...companions, ...released])]),
    );
    return unstored;
  }
  const { ttlSeconds } = store.resource;
  const put = { type: 'put', key, value, expected, attachment: object, ttlSeconds } as const;
  return written(store, key, value, object, await commitWrite(store, change, [put, ...companions]));
}

/** What the update takes, the release gives back: a commit writes a key once. */
function lastOfEach(operations: readonly WriteOperation[]): WriteOperation[] {
  return [...new Map(operations.map((operation) => [operation.key, operation])).values()];
}

/** Being deleted, and nothing holds it any more. */
function isReleased(store: StoreContext, object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = object.metadata;
  return deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0 && !isHeld(store, object);
}
