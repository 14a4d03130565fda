/** AdmissionReview (admission.k8s.io v1 and v1beta1): what goes out, and what comes back. */
import { goQuote } from '../../api/go-format.ts';
import { isJsonObject, type JsonObject, type KubeObject } from '../../api/object.ts';
import { canonicalBase64 } from '../../schema/decode/base64.ts';
import { kindOf } from '../../schema/decode/go-words.ts';
import type { AdmissionAttributes } from '../admission.ts';
import { requestFacts } from '../expressions/request-facts.ts';
import type { Target } from '../matching/match.ts';

export type ReviewVersion = 'v1' | 'v1beta1';

export interface ReviewedObjects {
  readonly object: KubeObject | undefined;
  readonly oldObject: KubeObject | undefined;
}

/** @param objects in the version of the target */
export function review(
  version: ReviewVersion,
  uid: string,
  attributes: AdmissionAttributes,
  target: Target,
  { object, oldObject }: ReviewedObjects,
): object {
  const { dryRun, options } = attributes;
  return {
    kind: 'AdmissionReview',
    apiVersion: apiVersion(version),
    request: {
      uid,
      ...requestFacts(attributes, target),
      object: object ?? null,
      oldObject: oldObject ?? null,
      dryRun,
      options: Object.keys(options).length > 0 ? options : null,
    },
  };
}

function apiVersion(version: ReviewVersion): string {
  return `admission.k8s.io/${version}`;
}

/** What a webhook says. */
export interface Verdict {
  readonly allowed: boolean;
  /** A metav1.Status: why not. */
  readonly result: Readonly<Record<string, unknown>> | undefined;
  /** As bytes; empty: none. */
  readonly patch: Buffer;
  readonly patchType: string;
  readonly auditAnnotations: readonly (readonly [key: string, value: string])[];
  readonly warnings: readonly string[];
}

/** An answer that is none. Threat: what a webhook answers may be anything; only its uid and kind are ever told. */
export class InvalidResponse extends Error {
  override readonly name = 'InvalidResponse';
}

/**
 * @throws InvalidResponse in kube-apiserver's words
 * @throws Error in Go's words, for fields of other types than they have
 */
export function readReview(version: ReviewVersion, uid: string, isMutating: boolean, answer: unknown): Verdict {
  if (!isJsonObject(answer)) throw new InvalidResponse('the answer is no object');
  const { response } = answer;
  if (response === undefined || response === null) throw new InvalidResponse('webhook response was absent');
  if (!isJsonObject(response)) throw new InvalidResponse('webhook response is no object');
  const verdict: Verdict = {
    allowed: optional(response.allowed, 'boolean', 'allowed of type bool') ?? false,
    result: objectOf(response.status, 'status of type v1.Status'),
    patch: bytesOf(response.patch),
    patchType: version === 'v1' ? short(response.patchType) : JSON_PATCH,
    auditAnnotations: annotationsOf(response.auditAnnotations),
    warnings: textsOf(response.warnings),
  };
  if (version === 'v1') checkV1(answer, response, uid, isMutating, verdict.patch);
  return isMutating ? verdict : { ...verdict, patch: Buffer.alloc(0) };
}

/** The one type of patch that there is, and in v1beta1 every patch is of it. */
export const JSON_PATCH = 'JSONPatch';

/** v1beta1 has none of these rules. */
function checkV1(
  answer: Readonly<Record<string, unknown>>,
  { uid, patchType }: Readonly<Record<string, unknown>>,
  expected: string,
  isMutating: boolean,
  patch: Buffer,
): void {
  if (uid !== expected) throw new InvalidResponse(`expected response.uid=${goQuote(expected)}, got ${shown(uid)}`);
  const { apiVersion: said, kind } = answer;
  if (said !== apiVersion('v1') || kind !== 'AdmissionReview') {
    const wanted = 'admission.k8s.io/v1, Kind=AdmissionReview';
    throw new InvalidResponse(`expected webhook response of ${wanted}, got ${short(said) || '/'}, Kind=${short(kind)}`);
  }
  const problem = patchProblem(patchType ?? undefined, isMutating, patch.length > 0);
  if (problem !== undefined) throw new InvalidResponse(problem);
}

function patchProblem(patchType: unknown, isMutating: boolean, hasPatch: boolean): string | undefined {
  if (!isMutating) {
    if (hasPatch) return 'validating webhook may not return response.patch';
    return patchType === undefined ? undefined : 'validating webhook may not return response.patchType';
  }
  if (hasPatch && patchType === undefined) return 'webhook returned response.patch but not response.patchType';
  if (!hasPatch && patchType !== undefined) return 'webhook returned response.patchType but not response.patch';
  return patchType === '' ? 'webhook returned invalid response.patchType of ""' : undefined;
}

/** Enough to know what it is; no more, since it may be anything. */
const LONGEST_SHOWN = 64;

function short(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_SHOWN) : '';
}

function shown(value: unknown): string {
  return goQuote(short(value));
}

/** Threat: whatever is not false must not count as true. */
function optional<T extends 'boolean' | 'string'>(
  value: unknown,
  type: T,
  field: string,
): (T extends 'boolean' ? boolean : string) | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === type) return value as any;
  throw cannotUnmarshal(value, field);
}

function bytesOf(patch: unknown): Buffer {
  return Buffer.from(canonicalBase64(optional(patch, 'string', 'patch of type []uint8') ?? ''), 'base64');
}

/** Threat: an answer that cannot be understood is a failed call, which the failure policy judges, and no permission. */
function annotationsOf(value: unknown): Verdict['auditAnnotations'] {
  const annotations = objectOf(value, 'auditAnnotations of type map[string]string') ?? {};
  return Object.entries(annotations).map(([key, text]) => [key, textOf(text, 'auditAnnotations of type string')]);
}

function textsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw cannotUnmarshal(value, 'warnings of type []string');
  return value.map((text) => textOf(text, 'warnings of type string'));
}

function textOf(value: unknown, field: string): string {
  return optional(value, 'string', field) ?? '';
}

function objectOf(value: unknown, field: string): JsonObject | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw cannotUnmarshal(value, field);
  return value;
}

function cannotUnmarshal(value: unknown, field: string): Error {
  return new Error(`json: cannot unmarshal ${kindOf(value)} into Go struct field AdmissionResponse.response.${field}`);
}
