/** LIST: pages over one immutable snapshot, items cut from the bytes that writes made. */
import { badRequest, expired, StatusError } from '../api/status.ts';
import { collectionPrefix } from '../registry/store/keys.ts';
import type { ApiResponse } from '../request/http.ts';
import { Turns } from '../util/turns.ts';
import type { WatchCache } from '../watch/cache.ts';
import type { CachedObject } from '../watch/cached-object.ts';
import type { Snapshot } from '../watch/snapshot.ts';
import { type ContinueToken, decodeContinue, encodeContinue } from './continue-token.ts';
import { freshAt } from './freshness.ts';
import { type ListOptions, parseListOptions } from './options/list-options.ts';
import { respondList } from './respond/list.ts';
import type { Page } from './respond/page.ts';
import type { Scope } from './scope.ts';
import { type Predicate, selection } from './selection.ts';

export async function list(scope: Scope): Promise<ApiResponse> {
  const options = parseListOptions(scope.context.request.query, 'list');
  const selects = selection(scope.resource, options);
  return respondList(scope, await readPage(scope, options, selects));
}

/** @throws StatusError 410 when the snapshot is gone, 504 when the revision does not come */
export async function readPage(scope: Scope, options: ListOptions, selects: Predicate | undefined): Promise<Page> {
  const prefix = collectionPrefix(scope.resource, scope.info.namespace);
  const token = options.continue === '' ? undefined : readToken(options);
  const snapshot = token ? continued(scope, token) : await chooseSnapshot(scope, options);
  const after = token ? prefix + token.start : '';
  // Upstream serves a list of any version from its cache, whole whatever its limit.
  const limit = options.resourceVersion === '0' && !token ? 0 : options.limit;
  if (!selects) return wholePage(snapshot, prefix, after, limit);
  return selectedPage(snapshot, prefix, after, limit, selects);
}

/** @throws StatusError 400: a token has its own version, and another one would contradict it */
function readToken({ continue: text, resourceVersion }: ListOptions): ContinueToken {
  const token = decodeContinue(text);
  if (Number(resourceVersion) === 0) return token;
  throw badRequest('specifying resource version is not allowed when using continue');
}

async function chooseSnapshot(scope: Scope, options: ListOptions): Promise<Snapshot> {
  const { cache } = scope.store;
  const revision = Number(options.resourceVersion);
  if (revision === 0) return cache.snapshot();
  await freshAt(cache, revision);
  // A limited list at a version has always been exact.
  const exact = options.resourceVersionMatch === 'Exact' || (options.resourceVersionMatch === '' && options.limit > 0);
  return exact ? snapshotAt(cache, revision, () => expired(LIST_EXPIRED)) : cache.snapshot();
}

function continued(scope: Scope, token: ContinueToken): Snapshot {
  const { cache } = scope.store;
  if (token.revision < 0) return cache.snapshot();
  return snapshotAt(cache, token.revision, () => {
    const error = expired(CONTINUE_EXPIRED);
    error.continueToken = encodeContinue({ revision: -1, start: token.start });
    return error;
  });
}

const LIST_EXPIRED = 'The resourceVersion for the provided list is too old.';
const CONTINUE_EXPIRED =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without ' +
  'the continue parameter, or use the continue token in this response to retrieve the remainder of the results. ' +
  'Continuing with the provided token results in an inconsistent list - objects that were created, modified, or ' +
  'deleted between the time the first chunk was returned and now may show up in the list.';

function snapshotAt(cache: WatchCache, revision: number, onExpired: () => Error): Snapshot {
  try {
    return cache.snapshotAt(revision);
  } catch (error) {
    throw error instanceof StatusError && error.reason === 'Expired' ? onExpired() : error;
  }
}

function wholePage(snapshot: Snapshot, prefix: string, after: string, limit: number): Page {
  const { objects, remaining } = snapshot.page(prefix, { after, ...(limit > 0 && { limit }) });
  if (remaining === 0) return lastPage(snapshot, objects);
  return { ...withMore(snapshot, prefix, objects), remaining };
}

/** Objects taken from the snapshot at once. */
const STRIDE = 500;

async function selectedPage(
  snapshot: Snapshot,
  prefix: string,
  start: string,
  limit: number,
  selects: Predicate,
): Promise<Page> {
  const items: CachedObject[] = [];
  // A first look may have to parse the objects.
  const turns = new Turns();
  for (let after = start; ; ) {
    const { objects, remaining } = snapshot.page(prefix, { after, limit: STRIDE });
    for (const item of objects) {
      if (turns.isOver) await turns.next();
      if (!selects(item.object)) continue;
      // One more than the page holds: the rest would have to be walked to be counted, and upstream leaves it out too.
      if (limit > 0 && items.length === limit) return withMore(snapshot, prefix, items);
      items.push(item);
    }
    if (remaining === 0) return lastPage(snapshot, items);
    after = objects.at(-1)!.key;
  }
}

function lastPage({ revision }: Snapshot, items: readonly CachedObject[]): Page {
  return { items, revision, continue: '', remaining: undefined };
}

function withMore({ revision }: Snapshot, prefix: string, items: readonly CachedObject[]): Page {
  const start = items.at(-1)!.key.slice(prefix.length);
  return { items, revision, continue: encodeContinue({ revision, start }), remaining: undefined };
}
