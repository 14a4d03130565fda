/** The three kinds of patch that are not apply. */
import { encodeJson, JsonError, MAX_JSON_VALUES } from '../api/json.ts';
import type { KubeObject } from '../api/object.ts';
import { badRequest, StatusError } from '../api/status.ts';
import type { ApiRequest } from '../request/http.ts';
import { mediaTypeOf } from '../request/negotiate.ts';
import { type FreeFormBody, parseFreeForm } from '../schema/decode/free-form.ts';
import { CONVERTER_WORDING, type Wording } from '../schema/decode/wording.ts';
import { goPrint } from '../schema/merge/go-print.ts';
import { strategicMerge } from '../schema/merge/strategic-merge.ts';
import { jsonPatchSteps } from '../schema/patch/json-patch.ts';
import { applyMergePatch } from '../schema/patch/merge-patch.ts';
import { operationErrors } from '../schema/patch/strict-operations.ts';
import type { ObjectSchema } from '../schema/schema.ts';
import type { Steps } from '../util/pause.ts';
import { MAX_BODY_BYTES } from './body.ts';
import { fittingSteps } from './fit-to-kind.ts';
import type { FieldValidation } from './options/write-options.ts';
import { headerOf } from './respond/json.ts';
import type { Scope } from './scope.ts';

const APPLY_PATCH = 'application/apply-patch+yaml';

/** One way of changing an object by a document that says what is to be different. */
interface PatchType {
  /** The result may share parts with the object, which is not changed. */
  merge(object: KubeObject, patch: any, schema: ObjectSchema): Steps<unknown>;
  /** What errors show: Go prints the patch or what came of it. */
  show(patch: unknown, merged: unknown): string;
  /** Of results that do not fit the kind; absent: that of JSON decoders. */
  readonly wording?: Wording;
  /** How many values a document may have; absent: as many as an object of the kind. */
  readonly maxValues?: number;
  /** Before what is wrong with a document that is no JSON. */
  readonly malformed: string;
  /** What a strict decoder objects to in a document, beside the fields that it repeats. @throws StatusError 400 */
  strictErrors?(patch: unknown): string[];
  /** Before each of these. */
  readonly strict: string;
}

/** What such a patch says of the kind does not count, as upstream has it. */
// biome-ignore lint/correctness/useYield: one step
function* mergeWithinKind(object: KubeObject, patch: any, schema: ObjectSchema): Steps<unknown> {
  const { kind, apiVersion } = object;
  return { ...strategicMerge(object, patch, schema), kind, apiVersion };
}

// biome-ignore lint/correctness/useYield: one step
function* mergePatch(object: KubeObject, patch: any): Steps<unknown> {
  return applyMergePatch(object, patch);
}

const showMerged = (_patch: unknown, merged: unknown) => encodeJson(merged);
const MALFORMED = 'error decoding patch: ';
const PATCH_TYPES = new Map<string, PatchType>([
  [
    'application/json-patch+json',
    // As many operations as upstream takes; what comes of them is counted again.
    {
      merge: jsonPatchSteps,
      show: showMerged,
      malformed: MALFORMED,
      strictErrors: operationErrors,
      strict: 'json patch ',
      maxValues: MAX_JSON_VALUES,
    },
  ],
  ['application/merge-patch+json', { merge: mergePatch, show: showMerged, malformed: MALFORMED, strict: '' }],
  [
    'application/strategic-merge-patch+json',
    { merge: mergeWithinKind, show: goPrint, wording: CONVERTER_WORDING, malformed: '', strict: '' },
  ],
]);

export interface Patch {
  readonly type: PatchType;
  readonly document: FreeFormBody;
  /** Why it is none: told when it is to be done, for then the object is known to be there. */
  readonly malformed?: StatusError;
}

const NO_DOCUMENT: FreeFormBody = { value: null, duplicates: [] };

export function isApply(request: ApiRequest): boolean {
  return mediaTypeOf(headerOf(request, 'content-type')) === APPLY_PATCH;
}

/** @throws StatusError 413, 415 */
export async function readPatch(scope: Pick<Scope, 'context' | 'resource'>): Promise<Patch> {
  const { request, audit } = scope.context;
  const type = PATCH_TYPES.get(mediaTypeOf(headerOf(request, 'content-type')));
  if (!type) throw new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
  const body = await request.body(MAX_BODY_BYTES);
  try {
    const document = parseFreeForm(body, type.maxValues ?? scope.resource.maxValues);
    audit.requestObject(document.value);
    return { type, document };
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return { type, document: NO_DOCUMENT, malformed: badRequest(type.malformed + error.message) };
  }
}

/**
 * The object with the patch done, of the scope's kind again.
 * @param current not changed; the result shares nothing with it
 * @throws StatusError 400 when the patch is malformed, 413 when the result has too many values, 422 when the patch
 *   cannot be done, broke a field's type, or has unknown fields under Strict
 */
export function* patchSteps(
  current: KubeObject,
  { type, document, malformed }: Patch,
  scope: Scope,
  fieldValidation: FieldValidation,
): Steps<KubeObject> {
  if (malformed) throw malformed;
  const strict =
    fieldValidation === 'Ignore' ? [] : [...document.duplicates, ...(type.strictErrors?.(document.value) ?? [])];
  const merged = yield* type.merge(current, document.value, scope.schema);
  yield;
  const repeated = strict.map((text) => type.strict + text);
  const shown = () => type.show(document.value, merged);
  return yield* fittingSteps(scope, {
    value: merged,
    current,
    fieldValidation,
    repeated,
    wording: type.wording,
    shown,
  });
}
