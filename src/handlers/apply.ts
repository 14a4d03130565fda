/** Server-side apply (KEP-555): PATCH with `application/apply-patch+yaml`. */
import { encodeJson } from '../api/json.ts';
import { conflict, type StatusError } from '../api/status.ts';
import type { ApiResponse } from '../request/http.ts';
import { applySteps } from '../schema/apply/apply.ts';
import { inTurns } from '../util/pause.ts';
import { checkName } from './body.ts';
import { readApplied } from './decode-applied.ts';
import { fieldManagement } from './field-manager.ts';
import { fittingSteps } from './fit-to-kind.ts';
import { parseWriteOptions } from './options/write-options.ts';
import { negotiateOrFail } from './respond/json.ts';
import type { Scope } from './scope.ts';
import { write } from './write.ts';

export async function apply(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  negotiateOrFail(request, 'any');
  const options = parseWriteOptions(request.query, 'PatchOptions', 'apply');
  const { fieldManager, fieldValidation, force } = options;
  const applied = await readApplied(scope, fieldValidation);
  return write(scope, {
    options,
    create: !scope.subresource,
    // Unless the configuration has one, the result has the resourceVersion of the newest object: it applies to that.
    transform: async (live) => {
      if (!live && applied.metadata.uid) throw uidMismatch(scope, applied.metadata.uid);
      const steps = applySteps({
        ...fieldManagement(scope, fieldManager),
        applied,
        force,
        ...(live && { live }),
      });
      const value = await inTurns(steps);
      if (!live) checkName(scope, value);
      const shown = () => encodeJson(applied);
      return inTurns(fittingSteps(scope, { value, current: live, fieldValidation, repeated: [], shown }));
    },
  });
}

/** Who names a uid means an object that exists. */
function uidMismatch({ info }: Scope, uid: string): StatusError {
  const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
  return conflict({ group: info.group, resource: info.resource }, info.name, why);
}
