import { saysPropagation } from '../registry/store/garbage-collection.ts';
import type { ApiResponse } from '../request/http.ts';
import { mutate, timedFor, validator, warn } from './admit.ts';
import { bodyFormat, MAX_BODY_BYTES } from './body.ts';
import { decodeDeleteOptions } from './decode-body.ts';
import { type DeleteOptions, parseDeleteOptions } from './options/delete-options.ts';
import { deleting } from './options/operation-options.ts';
import { negotiateOrFail, respondStatus } from './respond/json.ts';
import { respondObject } from './respond/object.ts';
import type { Scope } from './scope.ts';

/** DELETE of one object: a Status when it is gone, the object when it still waits for something. */
export async function remove(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  negotiateOrFail(request, 'any');
  const options = await readDeleteOptions(scope);
  const { object, deleted } = await deleteOne(scope, scope.info.name, options);
  // Whoever asked, in the older spelling, for dependents to go is told that there is more to come.
  if (!deleted) return respondObject(scope, object, options.orphanDependents === false ? 202 : 200);
  if (scope.resource.returnsDeleted) return respondObject(scope, object);
  const { name, uid } = object.object.metadata;
  const { group, name: kind } = scope.resource;
  const details = { name, ...(group && { group }), kind, uid };
  return respondStatus(request, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

/** @throws StatusError 400, 413, 415, 422 */
export async function readDeleteOptions(scope: Scope): Promise<DeleteOptions> {
  const { request } = scope.context;
  const bytes = await request.body(MAX_BODY_BYTES);
  const body = bytes.length > 0 ? await decodeDeleteOptions(bytes, bodyFormat(scope)) : undefined;
  if (body) scope.context.audit.requestObject(body);
  const options = parseDeleteOptions(request.query, body);
  const { defaultPropagationWarning } = scope.resource.strategy;
  if (defaultPropagationWarning && !saysPropagation(options)) warn(scope, defaultPropagationWarning);
  return options;
}

export function deleteOne(scope: Scope, name: string, options: DeleteOptions) {
  const deletion = deleting(options);
  const validate = validator(scope, 'DELETE', deletion);
  return scope.store.delete(name, {
    ...options,
    namespace: scope.info.namespace,
    user: scope.context.user,
    // Mutating plugins find nothing to change here, but they may refuse.
    admit: async (object, oldObject) => {
      await mutate(scope, { operation: 'DELETE', object, oldObject, ...deletion });
      await validate(object, oldObject);
    },
    warn: (text) => warn(scope, text),
    timed: timedFor(scope.context),
  });
}
