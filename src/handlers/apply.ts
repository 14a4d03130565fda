/** Server-side apply (KEP-555): PATCH with `application/apply-patch+yaml`. */
import type { ApiResponse } from '../request/http.ts';
import { applyPatch } from '../schema/apply/apply.ts';
import { MAX_BODY_BYTES, setName, setNamespace } from './body.ts';
import { decodeApplied, decodePatched } from './decode-body.ts';
import { fieldManagement } from './field-manager.ts';
import { parseWriteOptions } from './options/write-options.ts';
import { negotiateOrFail } from './respond/json.ts';
import type { Scope } from './scope.ts';
import { write } from './write.ts';

export async function apply(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  negotiateOrFail(request, 'any');
  const options = parseWriteOptions(request.query, 'PatchOptions', 'apply');
  const applied = await decodeApplied(scope, await request.body(MAX_BODY_BYTES), options.fieldValidation);
  setName(scope, applied);
  setNamespace(scope, applied);
  return write(scope, {
    dryRun: options.dryRun,
    create: !scope.subresource,
    transform: (live) => {
      const request = { ...fieldManagement(scope, options.fieldManager), applied, force: options.force };
      const merged = applyPatch(live ? { ...request, live } : request);
      const object = decodePatched(scope, merged, applied, options.fieldValidation);
      // Applied without a resourceVersion, it goes on whatever is newest.
      if (!applied.metadata.resourceVersion) delete object.metadata.resourceVersion;
      return object;
    },
  });
}
