/** PATCH: JSON patch, merge patch, strategic merge patch; apply has a file of its own. */
import type { KubeObject } from '../api/object.ts';
import { StatusError } from '../api/status.ts';
import type { ApiResponse } from '../request/http.ts';
import { mediaTypeOf } from '../request/negotiate.ts';
import { strategicMerge } from '../schema/merge/strategic-merge.ts';
import { applyJsonPatch } from '../schema/patch/json-patch.ts';
import { applyMergePatch } from '../schema/patch/merge-patch.ts';
import { apply } from './apply.ts';
import { MAX_BODY_BYTES, setName, setNamespace } from './body.ts';
import { decodePatch, decodePatched } from './decode-body.ts';
import { parseWriteOptions } from './options/write-options.ts';
import { headerOf, negotiateOrFail } from './respond/json.ts';
import type { Scope } from './scope.ts';
import { write } from './write.ts';

type Patcher = (current: KubeObject, patch: any, scope: Scope) => unknown;

const PATCHERS = new Map<string, Patcher>([
  ['application/json-patch+json', applyJsonPatch],
  ['application/merge-patch+json', applyMergePatch],
  ['application/strategic-merge-patch+json', (current, patch, scope) => strategicMerge(current, patch, scope.schema)],
]);

export async function patch(scope: Scope): Promise<ApiResponse> {
  const { request } = scope.context;
  const type = mediaTypeOf(headerOf(request, 'content-type'));
  if (type === 'application/apply-patch+yaml') return apply(scope);
  const patcher = PATCHERS.get(type);
  if (!patcher) throw new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  negotiateOrFail(request, 'any');
  const options = parseWriteOptions(request.query, 'PatchOptions');
  const document = decodePatch(await request.body(MAX_BODY_BYTES));
  return write(scope, {
    dryRun: options.dryRun,
    create: false,
    fieldManager: options.fieldManager,
    transform: (current) => {
      const object = decodePatched(scope, patcher(current!, document, scope), document, options.fieldValidation);
      setName(scope, object);
      setNamespace(scope, object);
      keepVersionUnlessSaid(object, current!);
      return object;
    },
  });
}

/** A patch that does not speak of resourceVersion applies to whatever is newest. */
function keepVersionUnlessSaid(object: KubeObject, current: KubeObject): void {
  if (object.metadata.resourceVersion === current.metadata.resourceVersion) delete object.metadata.resourceVersion;
}
