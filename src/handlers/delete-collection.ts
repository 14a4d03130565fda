import { setImmediate } from 'node:timers/promises';
import { StatusError } from '../api/status.ts';
import type { ApiResponse } from '../request/http.ts';
import { deleteOne, readDeleteOptions } from './delete.ts';
import { readPage } from './list.ts';
import { parseListOptions } from './options/list-options.ts';
import { negotiateOrFail } from './respond/json.ts';
import { respondList } from './respond/list.ts';
import type { Scope } from './scope.ts';
import { selection } from './selection.ts';

/** How many deletions of one request are under way at once: they share a commit of the store. */
const PARALLEL = 64;

/** DELETE of a collection: every selected object by itself, with the same options; answers the list of them. */
export async function deleteCollection(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  negotiateOrFail(request, 'any');
  const options = parseListOptions(request.query, 'list');
  const deletion = await readDeleteOptions(scope);
  const page = await readPage(scope, options, selection(scope.resource, options));
  for (let start = 0; start < page.items.length; start += PARALLEL) {
    const deletions = page.items.slice(start, start + PARALLEL).map(({ object }) => {
      const { namespace = '', name = '' } = object.metadata;
      return deleteOne({ ...scope, info: { ...scope.info, namespace, name } }, name, deletion);
    });
    await allOrGone(deletions);
    // Other requests get their turn even where the store answers at once.
    await setImmediate();
  }
  return respondList(scope, page);
}

/** Waits for all; somebody else may have deleted some first. @throws the first failure */
async function allOrGone(deletions: readonly Promise<unknown>[]): Promise<void> {
  const failure = (await Promise.allSettled(deletions)).find(
    (result) => result.status === 'rejected' && !isGone(result.reason),
  );
  if (failure?.status === 'rejected') throw failure.reason;
}

function isGone(error: unknown): boolean {
  return error instanceof StatusError && error.reason === 'NotFound';
}
