/** The controllers' view of the cluster, directly over the watch caches: nothing is copied or encoded. */
import { apiVersionOf } from '../api/object.ts';
import type { StatusError } from '../api/status.ts';
import type { ObjectChange, ObjectResource, Objects, StoredObject } from '../controllers/objects.ts';
import type { Registry, Served } from '../registry/registry.ts';
import type { WatchCache } from '../watch/cache.ts';
import { netChanges } from './net-changes.ts';

/** How long one wait for the cache lasts; then it is waited for again. */
const CATCH_UP_MILLISECONDS = 60_000;

interface Entry {
  readonly resource: ObjectResource;
  readonly cache: WatchCache;
}

export class CacheObjects implements Objects {
  readonly #registry: Registry;
  readonly #onError: (key: string, error: unknown) => void;
  /** By key prefix; replaced as a whole when the registry has changed. */
  #entries: ReadonlyMap<string, Entry> = new Map();
  #builtFrom: readonly Served[] = [];
  #resources: readonly ObjectResource[] = [];

  constructor(registry: Registry, onError: (key: string, error: unknown) => void) {
    this.#registry = registry;
    this.#onError = onError;
  }

  resources(): readonly ObjectResource[] {
    this.#refresh();
    return this.#resources;
  }

  resource(group: string, name: string): ObjectResource {
    const found = this.resources().find((resource) => resource.group === group && resource.resource === name);
    if (!found) throw new Error(`no resource ${name} in group "${group}"`);
    return found;
  }

  find(resource: ObjectResource, namespace: string, name: string): StoredObject | undefined {
    const path = resource.namespaced ? `${namespace}/${name}` : name;
    return this.#cacheOf(resource)?.get(resource.prefix + path);
  }

  list(resource: ObjectResource, namespace?: string): readonly StoredObject[] {
    const prefix = namespace === undefined ? resource.prefix : `${resource.prefix}${namespace}/`;
    return this.#cacheOf(resource)?.snapshot().page(prefix).objects ?? [];
  }

  watch(resource: ObjectResource, listener: (change: ObjectChange) => void): () => void {
    const cache = this.#cacheOf(resource);
    return cache ? follow(cache, resource.prefix, this.#guarded(listener)) : () => {};
  }

  /** One damaged object must not end the following of all others. */
  #guarded(listener: (change: ObjectChange) => void): (change: ObjectChange) => void {
    return (change) => {
      try {
        listener(change);
      } catch (error) {
        this.#onError(change.current.key, error);
      }
    };
  }

  #cacheOf(resource: ObjectResource): WatchCache | undefined {
    return this.#entries.get(resource.prefix)?.cache;
  }

  #refresh(): void {
    const served = [...this.#registry.all()];
    const same = served.length === this.#builtFrom.length && served.every((one, i) => one === this.#builtFrom[i]);
    if (same) return;
    this.#builtFrom = served;
    this.#entries = entriesOf(served, this.#entries);
    this.#resources = [...this.#entries.values()].map((entry) => entry.resource);
  }
}

/** Resources that share a prefix share their objects: the first of them stands for all. */
function entriesOf(all: readonly Served[], known: ReadonlyMap<string, Entry>): Map<string, Entry> {
  const byPrefix = Map.groupBy(all, ({ resource }) => resource.prefix);
  return new Map(
    byPrefix.entries().map(([prefix, group]) => {
      const entry = known.get(prefix);
      const isKnown = entry?.cache === group[0]!.store.cache && entry.resource.kinds.length === group.length;
      return [prefix, isKnown ? entry! : entryOf(group)];
    }),
  );
}

function entryOf(group: readonly Served[]): Entry {
  const { resource, store, version } = group[0]!;
  return {
    resource: {
      group: resource.group,
      version: version.version,
      resource: resource.name,
      namespaced: resource.namespaced,
      deletable: resource.verbs.includes('delete'),
      prefix: resource.prefix,
      kinds: group.map((served) => ({
        apiVersion: apiVersionOf({ group: served.resource.group, version: served.version.version }),
        kind: served.version.kind ?? served.resource.kind,
      })),
    },
    cache: store.cache,
  };
}

/** Goes on behind interruptions of the cache: what happened in between is told as the difference of its snapshots. */
function follow(cache: WatchCache, prefix: string, listener: (change: ObjectChange) => void): () => void {
  let seen = cache.snapshot();
  let stopped = false;
  let stop = () => {};
  const start = () => {
    const watch = cache.watch({ after: seen.revision, onEvent, onEnd });
    stop = () => watch.stop();
    watch.resume();
  };
  const onEvent = (event: ObjectChange) => {
    seen = cache.snapshot();
    listener(event);
  };
  const onEnd = (error: StatusError) => {
    const isClosed = error.reason === 'ServiceUnavailable';
    if (!isClosed) void catchUp();
  };
  const catchUp = async () => {
    // A cache that loads anew may start a little behind what it has told already.
    while (cache.revision < seen.revision && !stopped) await cache.waitFor(seen.revision, CATCH_UP_MILLISECONDS);
    if (stopped) return;
    const before = seen;
    seen = cache.snapshot();
    for (const change of netChanges(before.page(prefix).objects, seen.page(prefix).objects)) listener(change);
    start();
  };
  start();
  return () => {
    stopped = true;
    stop();
  };
}
