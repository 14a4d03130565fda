import { StatusError } from '../api/status.ts';
import type { ApiResponse } from '../request/http.ts';
import { deleteOne, readDeleteOptions } from './delete.ts';
import { readPage } from './list.ts';
import { parseListOptions } from './options/list-options.ts';
import { respondList } from './respond/list.ts';
import type { Scope } from './scope.ts';
import { selection } from './selection.ts';

/** How many deletions of one request are under way at once. */
const PARALLEL = 64;

/** DELETE of a collection: every selected object by itself, with the same options; answers the list of them. */
export async function deleteCollection(scope: Scope): Promise<ApiResponse> {
  const options = parseListOptions(scope.context.request.query, 'list');
  const deletion = await readDeleteOptions(scope);
  const page = await readPage(scope, options, selection(scope.resource, options));
  for (let start = 0; start < page.items.length; start += PARALLEL) {
    const names = page.items.slice(start, start + PARALLEL).map((item) => item.object.metadata);
    await Promise.all(
      names.map(({ namespace = '', name = '' }) =>
        ignoreGone(deleteOne({ ...scope, info: { ...scope.info, namespace } }, name, deletion)),
      ),
    );
  }
  return respondList(scope, page);
}

/** Somebody else may have deleted it first. */
async function ignoreGone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!(error instanceof StatusError) || error.reason !== 'NotFound') throw error;
  }
}
