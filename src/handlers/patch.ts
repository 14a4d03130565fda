/** PATCH: JSON patch, merge patch, strategic merge patch; apply has a file of its own. */
import type { ApiResponse } from '../request/http.ts';
import { inTurns } from '../util/pause.ts';
import { apply } from './apply.ts';
import { checkName, setNamespace } from './body.ts';
import { isApply, patchSteps, readPatch } from './decode-patch.ts';
import { parseWriteOptions } from './options/write-options.ts';
import { negotiateOrFail } from './respond/json.ts';
import type { Scope } from './scope.ts';
import { withoutCopiedSecrets } from './secret-patch.ts';
import { write } from './write.ts';

export async function patch(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  if (isApply(request)) return apply(scope);
  negotiateOrFail(request, 'any');
  const options = parseWriteOptions(request.query, 'PatchOptions');
  const wanted = await readPatch(scope);
  const answered = write(scope, {
    options,
    create: false,
    fieldManager: options.fieldManager,
    // Unless the patch says otherwise, the result has the resourceVersion of the newest object: it applies to that.
    transform: async (current) => {
      const object = await inTurns(patchSteps(current!, wanted, scope, options.fieldValidation));
      checkName(scope, object);
      setNamespace(scope, object);
      return object;
    },
  });
  return answered.catch((error) => {
    throw withoutCopiedSecrets(scope, wanted.document.value, error);
  });
}
