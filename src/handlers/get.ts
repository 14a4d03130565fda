import { StatusError } from '../api/status.ts';
import type { ApiResponse } from '../request/http.ts';
import type { CachedObject } from '../watch/cached-object.ts';
import { freshAt } from './freshness.ts';
import { resourceVersionError } from './options/parse.ts';
import { negotiateOrFail } from './respond/json.ts';
import { respondObject } from './respond/object.ts';
import type { Scope } from './scope.ts';

/** GET of one object: the newest, or one at least as new as `resourceVersion` says. */
export function get(scope: Scope): ApiResponse | Promise<ApiResponse> {
  const { rawQuery } = scope.context.request;
  // Most requests have no query: their answer is a look-up and a write.
  const wanted = rawQuery === '' ? '' : (scope.context.request.query.get('resourceVersion') ?? '');
  if (wanted === '' || wanted === '0') return answer(scope);
  const bad = resourceVersionError(wanted);
  if (bad) throw new StatusError(500, '', bad);
  const waiting = freshAt(scope.store.cache, Number(wanted));
  return waiting ? waiting.then(() => answer(scope)) : answer(scope);
}

function answer(scope: Scope): ApiResponse {
  return respondObject(scope, stored(scope));
}

function stored({ store, info, context }: Scope): CachedObject {
  try {
    return store.get(info.namespace, info.name);
  } catch (error) {
    // A form that cannot be given is told before an object that is not there.
    negotiateOrFail(context.request, 'any');
    throw error;
  }
}
