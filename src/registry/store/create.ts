/** Create: metadata that the server sets, strategy, validation, admission, one compare-and-swap against absence. */
import { type FieldError, path } from '../../api/field.ts';
import { isDns1123Subdomain, nameOrPrefix } from '../../api/names.ts';
import type { KubeObject, ObjectMeta } from '../../api/object.ts';
import { alreadyExists, generateNameConflict, invalid, type StatusError, unknownError } from '../../api/status.ts';
import { rfc3339 } from '../../api/time.ts';
import { fillUnset } from '../../schema/fill-unset.ts';
import { schemaOf } from '../../schema/schema-of.ts';
import { StorageError } from '../../storage/errors.ts';
import type { WriteOperation } from '../../storage/storage.ts';
import { deepFreeze } from '../../util/freeze.ts';
import { pause } from '../../util/pause.ts';
import { CachedObject } from '../../watch/cached-object.ts';
import type { Resource } from '../resource.ts';
import type { StrategyContext } from '../strategy.ts';
import { validateFinalizerNames, validateObjectMeta } from '../validation/object-meta.ts';
import { encodeWritten, type ObjectView, objectCodec } from './codec.ts';
import { kindOf, reserved, resourceOf, type StoreContext, type WriteRequest } from './contract.ts';
import { commitAtHome, settleNamespace } from './homes.ts';
import { collectionPrefix, objectKey } from './keys.ts';
import { isConflict } from './race.ts';

const METADATA = path('metadata');
const anySubdomain = nameOrPrefix(isDns1123Subdomain);
/** How often a taken generated name is drawn anew. */
const NAME_ATTEMPTS = 8;
const MAX_GENERATED_BASE = 63 - 5;

export async function createObject(
  store: StoreContext,
  object: KubeObject,
  request: WriteRequest,
): Promise<ObjectView> {
  refuseVersion(object, request);
  const { metadata } = object;
  if (!metadata.name && metadata.generateName) {
    metadata.name = generateName(store, request.namespace, metadata.generateName);
  }
  try {
    return await createOnce(store, object, request);
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw nameTaken(store, request.namespace, metadata);
  }
}

/** Tells, too, that whoever has the name is on the way out. */
function nameTaken(store: StoreContext, namespace: string, { name = '', generateName }: ObjectMeta): StatusError {
  const error = (generateName ? generateNameConflict : alreadyExists)(resourceOf(store), name);
  const holder = store.cache.get(objectKey(store.resource, namespace, name));
  if (holder?.object.metadata.deletionTimestamp) error.message = `object is being deleted: ${error.message}`;
  return error;
}

/** What already has a version is no new object. */
function refuseVersion({ metadata }: KubeObject, { dryRun }: WriteRequest): void {
  if (dryRun || !/^0*[1-9]\d*$/.test(metadata.resourceVersion ?? '')) return;
  throw unknownError('resourceVersion should not be set on objects to be created');
}

/** A name that nobody has, as far as this server has heard. */
function generateName({ resource, dependencies, cache }: StoreContext, namespace: string, prefix: string): string {
  if (resource.strategy.generatesNames === false) return prefix;
  const base = prefix.slice(0, MAX_GENERATED_BASE);
  // Not yet validated: looked up, not written.
  const collection = collectionPrefix(resource, namespace);
  for (let attempt = 1; ; attempt += 1) {
    const name = base + dependencies.ids.suffix();
    if (attempt === NAME_ATTEMPTS || !cache.get(collection + name)) return name;
  }
}

/** @throws StorageError conflict when the name is taken */
export async function createOnce(store: StoreContext, object: KubeObject, request: WriteRequest): Promise<ObjectView> {
  const { resource, dependencies } = store;
  const context: StrategyContext = { now: rfc3339(dependencies.clock.now()), user: request.user };
  prepareMetadata(store, object.metadata, context);
  settleNamespace(resource, object.metadata, request.namespace);
  return reserved(store.allocations?.onCreate?.(object), request.dryRun, async (companions) => {
    resource.strategy.prepareForCreate?.(object, context);
    store.allocations?.complete?.(object);
    fillUnset(object, schemaOf(resource.storedModel));
    const errors = metadataErrors(resource, object);
    await pause();
    errors.push(...(resource.strategy.validate?.(object) ?? []));
    if (errors.length > 0) throw invalid(kindOf(resource), object.metadata.name ?? '', errors);
    await pause();
    for (const text of resource.strategy.warnings?.(object, undefined) ?? []) request.warn(text);
    await pause();
    const admitted = request.admit(deepFreeze(object), undefined);
    if (admitted) await admitted;
    await pause();
    return write(store, object, companions, request.dryRun);
  });
}

const SERVERS = ['deletionTimestamp', 'deletionGracePeriodSeconds', 'selfLink', 'resourceVersion'] as const;

function prepareMetadata(store: StoreContext, meta: ObjectMeta, context: StrategyContext): void {
  meta.uid = store.dependencies.ids.uid();
  meta.creationTimestamp = context.now;
  for (const field of SERVERS) if (meta[field] !== undefined) delete meta[field];
  if (store.resource.strategy.tracksGeneration) meta.generation = 1;
  else if (!meta.generation) delete meta.generation;
}

function metadataErrors({ group, namespaced, strategy }: Resource, { metadata }: KubeObject): FieldError[] {
  return [
    ...validateObjectMeta(metadata, namespaced, strategy.validateName ?? anySubdomain, METADATA),
    ...validateFinalizerNames(group, metadata, METADATA),
  ];
}

async function write(
  store: StoreContext,
  object: KubeObject,
  companions: readonly WriteOperation[],
  dryRun: boolean,
): Promise<ObjectView> {
  const { resource, dependencies, cache } = store;
  const key = objectKey(resource, object.metadata.namespace ?? '', object.metadata.name!);
  const value = encodeWritten(object, resource.maxValues);
  await pause();
  if (dryRun) {
    if (cache.get(key)) throw new StorageError('conflict', `key ${key} exists`, { key });
    await dependencies.charges?.check(resource, { before: undefined, after: object });
    return { object, bytes: value };
  }
  const put = { type: 'put', key, value, expected: 0, attachment: object, ttlSeconds: resource.ttlSeconds } as const;
  return written(store, key, value, object, await commitAtHome(store, object, [put, ...companions]));
}

/** What a commit stored, from the cache unless that has already moved on. */
export function written(
  store: StoreContext,
  key: string,
  value: Buffer,
  object: KubeObject,
  revision: number,
): ObjectView {
  const cached = store.cache.get(key);
  if (cached?.revision === revision) return cached;
  return new CachedObject({ key, value, revision, attachment: object }, revision, objectCodec);
}
