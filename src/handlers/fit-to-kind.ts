/** From what a patch or an apply made of an object to an object of its kind again. */
import { GoValue, invalidValue, path } from '../api/field.ts';
import { goQuote } from '../api/go-format.ts';
import { countValues, refuseTooManyValues } from '../api/json.ts';
import { apiVersionOf, type Json, type KubeObject } from '../api/object.ts';
import { SECRET_REDACTED } from '../api/secret.ts';
import { invalid, type StatusError } from '../api/status.ts';
import { assertKind, gvkOf, KindError } from '../schema/decode/body-kind.ts';
import { decodeKubeObject } from '../schema/decode/decode-object.ts';
import { DecodeError } from '../schema/decode/value-decoder.ts';
import type { Wording } from '../schema/decode/wording.ts';
import { cloneJson } from '../util/clone.ts';
import type { Steps } from '../util/pause.ts';
import { warn } from './admit.ts';
import type { FieldValidation } from './options/write-options.ts';
import { isSecret, type Scope, servedKind } from './scope.ts';

export interface Unfitted {
  /** May share parts with the stored object: the result shares none. */
  readonly value: unknown;
  /** What was there before. */
  readonly current: KubeObject | undefined;
  readonly fieldValidation: FieldValidation;
  /** Fields that the document repeats. */
  readonly repeated: readonly string[];
  /** Of what does not fit. */
  readonly wording?: Wording | undefined;
  /** What the error tells that the patch was. */
  shown(): string;
}

/** Decodes it as its kind. @throws StatusError 413, 422 */
export function* fittingSteps(scope: Scope, unfitted: Unfitted): Steps<KubeObject> {
  const refuse = (why: string) => {
    const shown = isSecret(scope) ? SECRET_REDACTED : unfitted.shown();
    return invalid({ group: '', kind: '' }, '', [invalidValue(path('patch'), new GoValue(goQuote(shown)), why)]);
  };
  try {
    const kind = kindOf(scope, unfitted.value);
    const copy = cloneJson(unfitted.value) as KubeObject;
    yield;
    const { object, strictErrors, values } = decodeKubeObject({ ...copy, ...kind }, scope.schema, unfitted.wording);
    refuseGrowth(values, unfitted.current, scope.resource.maxValues);
    checkFields(scope, unfitted, strictErrors, refuse);
    return object;
  } catch (error) {
    throw error instanceof DecodeError || error instanceof KindError ? refuse(error.message) : error;
  }
}

/** One that has too many already may be given no more. */
function refuseGrowth(values: number, current: KubeObject | undefined, maxValues: number): void {
  if (values > maxValues) refuseTooManyValues(values, Math.max(maxValues, current ? countValues(current) : 0));
}

function checkFields(
  scope: Scope,
  { fieldValidation, repeated }: Unfitted,
  strictErrors: readonly string[],
  refuse: (why: string) => StatusError,
): void {
  const errors = [...repeated, ...strictErrors];
  if (fieldValidation === 'Warn') for (const text of errors) warn(scope, text);
  if (fieldValidation === 'Strict' && errors.length > 0) throw refuse(`strict decoding error: ${errors.join(', ')}`);
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
