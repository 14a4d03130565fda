import type { ApiResponse } from '../request/http.ts';
import { validator, warn } from './admit.ts';
import { bodyFormat, MAX_BODY_BYTES } from './body.ts';
import { decodeDeleteOptions } from './decode-body.ts';
import { type DeleteOptions, parseDeleteOptions } from './options/delete-options.ts';
import { negotiateOrFail, respondValue } from './respond/json.ts';
import { respondObject } from './respond/object.ts';
import type { Scope } from './scope.ts';

/** DELETE of one object: a Status when it is gone, the object when it still waits for something. */
export async function remove(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  negotiateOrFail(request, 'any');
  const options = await readDeleteOptions(scope);
  const { object, deleted } = await deleteOne(scope, scope.info.name, options);
  if (!deleted || scope.resource.returnsDeleted) return respondObject(scope, object);
  const { name, uid } = object.object.metadata;
  const { group, name: kind } = scope.resource;
  const details = { name, ...(group && { group }), kind, uid };
  return respondValue(request, 200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details });
}

export async function readDeleteOptions(scope: Scope): Promise<DeleteOptions> {
  const { request } = scope.context;
  const bytes = await request.body(MAX_BODY_BYTES);
  return parseDeleteOptions(
    request.query,
    bytes.length > 0 ? await decodeDeleteOptions(bytes, bodyFormat(scope)) : undefined,
  );
}

export function deleteOne(scope: Scope, name: string, options: DeleteOptions) {
  return scope.store.delete(name, {
    ...options,
    namespace: scope.info.namespace,
    user: scope.context.user,
    admit: validator(scope, 'DELETE', options.dryRun),
    warn: (text) => warn(scope, text),
  });
}
