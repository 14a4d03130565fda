/** Create: metadata that the server sets, strategy, validation, admission, one compare-and-swap against absence. */
import { path } from '../../api/field.ts';
import { isDns1123Subdomain, nameOrPrefix } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import { alreadyExists, generateNameConflict, invalid, type StatusError } from '../../api/status.ts';
import { rfc3339 } from '../../api/time.ts';
import { StorageError } from '../../storage/errors.ts';
import type { WriteOperation } from '../../storage/storage.ts';
import { CachedObject } from '../../watch/cached-object.ts';
import type { Resource } from '../resource.ts';
import type { StrategyContext } from '../strategy.ts';
import { validateObjectMeta } from '../validation/object-meta.ts';
import { encodeStored, type ObjectView, objectCodec } from './codec.ts';
import { reserved, type StoreContext, type WriteRequest } from './contract.ts';
import { objectKey } from './keys.ts';

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
  const generated = !object.metadata.name && Boolean(object.metadata.generateName);
  for (let attempt = 1; ; attempt += 1) {
    if (generated) object.metadata.name = generateName(object.metadata.generateName!, store.dependencies.ids.suffix());
    try {
      return await createOnce(store, object, request);
    } catch (error) {
      const taken = error instanceof StorageError && error.code === 'conflict';
      if (!taken) throw error;
      if (!generated || attempt === NAME_ATTEMPTS) throw existsError(store.resource, object.metadata.name!, generated);
    }
  }
}

function existsError({ group, name: resource }: Resource, name: string, generated: boolean): StatusError {
  return generated ? generateNameConflict({ group, resource }, name) : alreadyExists({ group, resource }, name);
}

function generateName(base: string, suffix: string): string {
  return base.slice(0, MAX_GENERATED_BASE) + suffix;
}

async function createOnce(store: StoreContext, object: KubeObject, request: WriteRequest): Promise<ObjectView> {
  const { resource, dependencies } = store;
  const context: StrategyContext = { now: rfc3339(dependencies.clock.now()), user: request.user };
  prepareMetadata(store, object, context);
  return reserved(store.allocations?.onCreate(object), request.dryRun, async (companions) => {
    resource.strategy.prepareForCreate?.(object, context);
    validate(resource, object);
    for (const text of resource.strategy.warnings?.(object, undefined) ?? []) request.warn(text);
    const admitted = request.admit(object, undefined);
    if (admitted) await admitted;
    return write(store, object, companions, request.dryRun);
  });
}

function prepareMetadata(store: StoreContext, object: KubeObject, context: StrategyContext): void {
  const meta = object.metadata;
  meta.uid = store.dependencies.ids.uid();
  meta.creationTimestamp = context.now;
  delete meta.deletionTimestamp;
  delete meta.deletionGracePeriodSeconds;
  delete meta.selfLink;
  delete meta.resourceVersion;
  if (store.resource.strategy.tracksGeneration) meta.generation = 1;
  else delete meta.generation;
}

function validate(resource: Resource, object: KubeObject): void {
  const errors = validateObjectMeta(
    object.metadata,
    resource.namespaced,
    resource.strategy.validateName ?? anySubdomain,
    METADATA,
  );
  errors.push(...(resource.strategy.validate?.(object) ?? []));
  if (errors.length > 0) throw invalid(resource, object.metadata.name ?? '', errors);
}

async function write(
  store: StoreContext,
  object: KubeObject,
  companions: readonly WriteOperation[],
  dryRun: boolean,
): Promise<ObjectView> {
  const { resource, dependencies, cache } = store;
  const key = objectKey(resource, object.metadata.namespace ?? '', object.metadata.name!);
  const value = encodeStored(object);
  if (dryRun) {
    if (cache.get(key)) throw new StorageError('conflict', 'the key exists', { key });
    return { object, bytes: value };
  }
  const put = { type: 'put', key, value, expected: 0, attachment: object, ttlSeconds: resource.ttlSeconds } as const;
  return written(store, key, value, object, await dependencies.storage.commit([put, ...companions]));
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
