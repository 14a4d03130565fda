import type { ApiResponse } from '../request/http.ts';
import { cloneJson } from '../util/clone.ts';
import { bodyFormat, checkName, MAX_BODY_BYTES, setNamespace } from './body.ts';
import { decodeBody } from './decode-body.ts';
import { parseWriteOptions } from './options/write-options.ts';
import { negotiateOrFail } from './respond/json.ts';
import type { Scope } from './scope.ts';
import { write } from './write.ts';

/** PUT of a whole object, or of the part of it that a subresource shows. */
export async function update(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  negotiateOrFail(request, 'any');
  const options = parseWriteOptions(request.query, 'UpdateOptions');
  const format = bodyFormat(scope);
  const bytes = await request.body(MAX_BODY_BYTES);
  const decoded = await decodeBody(scope, bytes, format, options.fieldValidation);
  checkName(scope, decoded);
  setNamespace(scope, decoded);
  return write(scope, {
    options,
    create: scope.resource.strategy.allowCreateOnUpdate === true && !scope.subresource,
    fieldManager: options.fieldManager,
    uid: decoded.metadata.uid,
    // The store keeps what it is handed, and asks again when it lost a race.
    transform: () => cloneJson(decoded),
  });
}
