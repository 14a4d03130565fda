/** The three kinds of patch that are not apply: reading them, and fitting what they make of an object to its kind. */
import { GoValue, invalidValue, path } from '../api/field.ts';
import { goQuote } from '../api/go-format.ts';
import { encodeJson, JsonError } from '../api/json.ts';
import { apiVersionOf, type Json, type KubeObject } from '../api/object.ts';
import { SECRET_REDACTED } from '../api/secret.ts';
import { badRequest, invalid, StatusError } from '../api/status.ts';
import type { RequestContext } from '../request/context.ts';
import type { ApiRequest } from '../request/http.ts';
import { mediaTypeOf } from '../request/negotiate.ts';
import { assertKind, gvkOf, KindError } from '../schema/decode/body-kind.ts';
import { decodeKubeObject } from '../schema/decode/decode-object.ts';
import { type FreeFormBody, parseFreeForm } from '../schema/decode/free-form.ts';
import { DecodeError } from '../schema/decode/value-decoder.ts';
import { goPrint } from '../schema/merge/go-print.ts';
import { strategicMerge } from '../schema/merge/strategic-merge.ts';
import { applyJsonPatch } from '../schema/patch/json-patch.ts';
import { applyMergePatch } from '../schema/patch/merge-patch.ts';
import type { ObjectSchema } from '../schema/schema.ts';
import { cloneJson } from '../util/clone.ts';
import { warn } from './admit.ts';
import { MAX_BODY_BYTES } from './body.ts';
import type { FieldValidation } from './options/write-options.ts';
import { headerOf } from './respond/json.ts';
import { type Scope, servedKind } from './scope.ts';

const APPLY_PATCH = 'application/apply-patch+yaml';

/** One way of changing an object by a document that says what is to be different. */
interface PatchType {
  /** The result may share parts with the object, which is not changed. */
  merge(object: KubeObject, patch: any, schema: ObjectSchema): unknown;
  /** What errors show: Go prints the patch or what came of it. */
  show(patch: unknown, merged: unknown): string;
  /** Before the fields that the document repeats. */
  readonly repeated: string;
}

/** What such a patch says of the kind does not count, as upstream has it. */
function mergeWithinKind(object: KubeObject, patch: any, schema: ObjectSchema): unknown {
  const { kind, apiVersion } = object;
  return { ...strategicMerge(object, patch, schema), kind, apiVersion };
}

const showMerged = (_patch: unknown, merged: unknown) => encodeJson(merged);
const PATCH_TYPES = new Map<string, PatchType>([
  ['application/json-patch+json', { merge: applyJsonPatch, show: showMerged, repeated: 'json patch ' }],
  ['application/merge-patch+json', { merge: applyMergePatch, show: showMerged, repeated: '' }],
  ['application/strategic-merge-patch+json', { merge: mergeWithinKind, show: goPrint, repeated: '' }],
]);

export interface Patch {
  readonly type: PatchType;
  readonly document: FreeFormBody;
}

export function isApply(request: ApiRequest): boolean {
  return mediaTypeOf(headerOf(request, 'content-type')) === APPLY_PATCH;
}

/** @throws StatusError 400, 415 */
export async function readPatch({ request, audit }: RequestContext): Promise<Patch> {
  const type = PATCH_TYPES.get(mediaTypeOf(headerOf(request, 'content-type')));
  if (!type) throw new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  try {
    const document = parseFreeForm(await request.body(MAX_BODY_BYTES));
    audit.requestObject(document.value);
    return { type, document };
  } catch (error) {
    throw error instanceof JsonError ? badRequest(`error decoding patch: ${error.message}`) : error;
  }
}

/**
 * The object with the patch done, of the scope's kind again.
 * @param current not changed; the result shares nothing with it
 * @throws StatusError 422 when the patch cannot be done, broke a field's type, or has unknown fields under Strict
 */
export function applyPatchTo(
  current: KubeObject,
  patch: Patch,
  scope: Scope,
  fieldValidation: FieldValidation,
): KubeObject {
  return fitPatched(mergePatch(current, patch, scope), patch, scope, fieldValidation);
}

/** The first half of `applyPatchTo`: the result may share parts with the object, which is not changed. */
export function mergePatch(current: KubeObject, { type, document }: Patch, scope: Scope): unknown {
  return type.merge(current, document.value, scope.schema);
}

/** The second half of `applyPatchTo`. */
export function fitPatched(
  merged: unknown,
  { type, document }: Patch,
  scope: Scope,
  fieldValidation: FieldValidation,
): KubeObject {
  const repeated = document.duplicates.map((text) => type.repeated + text);
  return fitToKind(scope, merged, fieldValidation, repeated, () => type.show(document.value, merged));
}

/**
 * What a patch or an apply made of an object, decoded as its kind.
 * @param value may share parts with the stored object: the result shares none
 * @param shown what the error tells that the patch was
 */
export function fitToKind(
  scope: Scope,
  value: unknown,
  fieldValidation: FieldValidation,
  repeated: readonly string[],
  shown: () => string,
): KubeObject {
  const { group, kind: stored } = scope.resource;
  const isSecret = group === '' && stored === 'Secret';
  const refuse = (why: string) => {
    const value = isSecret ? SECRET_REDACTED : shown();
    return invalid({ group: '', kind: '' }, '', [invalidValue(path('patch'), new GoValue(goQuote(value)), why)]);
  };
  try {
    const kind = kindOf(scope, value);
    const { object, strictErrors } = decodeKubeObject({ ...(cloneJson(value) as KubeObject), ...kind }, scope.schema);
    const errors = [...repeated, ...strictErrors];
    if (fieldValidation === 'Warn') for (const text of errors) warn(scope, text);
    if (fieldValidation === 'Strict' && errors.length > 0) throw refuse(`strict decoding error: ${errors.join(', ')}`);
    return object;
  } catch (error) {
    throw error instanceof DecodeError || error instanceof KindError ? refuse(error.message) : error;
  }
}

/**
 * Threat: an object that was patched into another kind would be stored under this one's key.
 * @throws KindError
 */
function kindOf(scope: Scope, value: unknown): Pick<KubeObject, 'kind' | 'apiVersion'> {
  const gvk = { group: scope.resource.group, version: scope.version.version, kind: servedKind(scope) };
  assertKind(gvkOf(value as Json, gvk), { gvk, isKnown: scope.dependencies.isKnown });
  return { kind: gvk.kind, apiVersion: apiVersionOf(gvk) };
}
