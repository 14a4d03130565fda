/** WATCH: what happens to the selected objects, as frames of a stream that all watchers of a form share. */
import { StatusError } from '../api/status.ts';
import { collectionPrefix, objectKey } from '../registry/store/keys.ts';
import type { ApiResponse, BodySink } from '../request/http.ts';
import { Turns } from '../util/turns.ts';
import type { CacheEvent } from '../watch/cache-event.ts';
import type { CachedObject } from '../watch/cached-object.ts';
import type { Snapshot } from '../watch/snapshot.ts';
import type { CacheWatch } from '../watch/watchers.ts';
import { freshAt } from './freshness.ts';
import { type ListOptions, parseListOptions } from './options/list-options.ts';
import { negotiateOrFail } from './respond/json.ts';
import { WatchFrames } from './respond/watch-frames.ts';
import type { Scope } from './scope.ts';
import { type Predicate, selection } from './selection.ts';

const BOOKMARK_MILLISECONDS = 60_000;
const LAST_BOOKMARK_MILLISECONDS = 2000;
const MAX_TIMER = 2 ** 31 - 1;

export function watch(scope: Scope): ApiResponse {
  const { request } = scope.context;
  const options = parseListOptions(request.query, 'watch');
  const selects = selection(scope.resource, options);
  const frames = new WatchFrames(scope, negotiateOrFail(request, 'watch'));
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: (sink) => new WatchStream(scope, options, selects, frames, sink).run(),
  };
}

/** One client's watch, from its first frame to its last. */
class WatchStream {
  readonly #scope: Scope;
  readonly #options: ListOptions;
  readonly #selects: Predicate | undefined;
  readonly #frames: WatchFrames;
  readonly #sink: BodySink;
  readonly #prefix: string;
  readonly #ended: PromiseWithResolvers<void>;
  #watch: CacheWatch | undefined;
  #timers: NodeJS.Timeout[] = [];

  constructor(scope: Scope, options: ListOptions, selects: Predicate | undefined, frames: WatchFrames, sink: BodySink) {
    this.#scope = scope;
    this.#options = options;
    this.#selects = selects;
    this.#frames = frames;
    this.#sink = sink;
    const { resource, info } = scope;
    const one = info.name !== '' && (info.namespace !== '' || !resource.namespaced);
    this.#prefix = one ? objectKey(resource, info.namespace, info.name) : collectionPrefix(resource, info.namespace);
    this.#ended = Promise.withResolvers();
  }

  async run(): Promise<void> {
    this.#sink.onClose(() => this.#end());
    try {
      const after = await this.#sendInitial();
      this.#watch = this.#scope.store.cache.watch({
        after,
        keyPrefix: this.#prefix,
        onEvent: (event) => this.#send(event),
        onEnd: (error) => this.#fail(error),
      });
      this.#startTimers();
      this.#watch.resume();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.#fail(error);
    }
    await this.#ended.promise;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#watch?.stop();
  }

  /** @returns the revision after which events follow */
  async #sendInitial(): Promise<number> {
    const { resourceVersion, sendInitialEvents } = this.#options;
    const { cache } = this.#scope.store;
    const wanted = Number(resourceVersion);
    // A version to come is waited for as any event is.
    if (wanted > 0 && sendInitialEvents !== true) return wanted;
    await freshAt(cache, wanted);
    const snapshot = cache.snapshot();
    if (sendInitialEvents === false) return snapshot.revision;
    await this.#sendAll(this.#initialObjects(snapshot));
    if (sendInitialEvents && this.#options.allowWatchBookmarks) {
      this.#sink.write(this.#frames.bookmark(snapshot.revision, true));
    }
    return snapshot.revision;
  }

  async #sendAll(items: readonly CachedObject[]): Promise<void> {
    // A first look may have to parse the objects.
    const turns = new Turns();
    for (const item of items) {
      if (turns.isOver) await turns.next();
      if (this.#sink.closed) return;
      if (this.#selects && !this.#selects(item.object)) continue;
      if (!this.#sink.write(this.#frames.initial(item))) await this.#sink.drained();
    }
  }

  #initialObjects(snapshot: Snapshot): readonly CachedObject[] {
    if (this.#prefix.endsWith('/')) return snapshot.page(this.#prefix).objects;
    const one = snapshot.get(this.#prefix);
    return one ? [one] : [];
  }

  #send(event: CacheEvent): boolean {
    const frame = this.#frames.event(event, this.#selects);
    if (!frame || this.#sink.write(frame)) return true;
    // A client that reads slower than things happen: its place is kept in the cache's ring, not in memory of its own.
    this.#sink.drained().then(
      () => this.#watch?.resume(),
      () => this.#end(),
    );
    return false;
  }

  #startTimers(): void {
    const { minRequestTimeoutSeconds: least, random } = this.#scope.dependencies;
    const seconds = this.#options.timeoutSeconds || Math.round(least * (1 + random()));
    const milliseconds = Math.min(Math.max(0, seconds) * 1000, MAX_TIMER);
    this.#timers.push(setTimeout(() => this.#end(), milliseconds));
    if (!this.#options.allowWatchBookmarks) return;
    this.#timers.push(setInterval(() => this.#bookmark(), BOOKMARK_MILLISECONDS));
    // Whoever comes back after the timeout starts from here.
    const last = milliseconds - LAST_BOOKMARK_MILLISECONDS;
    if (last > 0) this.#timers.push(setTimeout(() => this.#bookmark(), last));
  }

  #bookmark(): void {
    if (this.#watch) this.#sink.write(this.#frames.bookmark(this.#watch.position, false));
  }

  /** The last frame says why. */
  #fail(error: StatusError): void {
    this.#sink.write(this.#frames.error(error));
    this.#end();
  }

  #end(): void {
    this.#ended.resolve();
  }
}
