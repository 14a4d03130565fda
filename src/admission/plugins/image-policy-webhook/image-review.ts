/** ImageReview (imagepolicy.k8s.io/v1alpha1): what goes out to the webhook, and what comes back. */
import { isJsonObject } from '../../../api/object.ts';

const KIND = 'ImageReview';
const API_VERSION = 'imagepolicy.k8s.io/v1alpha1';

export interface ImageReviewSpec {
  readonly containers: readonly { readonly image: string }[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly namespace: string;
}

export interface ImageReviewStatus {
  readonly allowed: boolean;
  readonly reason: string;
  readonly auditAnnotations: readonly (readonly [key: string, value: string])[];
}

export function imageReview(spec: ImageReviewSpec): object {
  return { kind: KIND, apiVersion: API_VERSION, spec };
}

/** @throws Error when it is no review, in words that hold nothing of it */
export function readImageReview(answer: unknown): ImageReviewStatus {
  if (!isJsonObject(answer)) throw new Error('the answer is no object');
  const { kind = KIND, apiVersion = API_VERSION, status } = answer;
  if (kind !== KIND || apiVersion !== API_VERSION) throw new Error(`the answer is no ${KIND} of ${API_VERSION}`);
  if (!isJsonObject(status)) throw new Error('the answer has no status');
  const { allowed = false, reason = '', auditAnnotations } = status;
  // Threat: whatever is not false must not count as true.
  if (typeof allowed !== 'boolean') throw new Error("the answer's allowed is neither true nor false");
  if (typeof reason !== 'string') throw new Error("the answer's reason is no text");
  return { allowed, reason, auditAnnotations: annotationsOf(auditAnnotations) };
}

function annotationsOf(value: unknown): ImageReviewStatus['auditAnnotations'] {
  if (value === undefined || value === null) return [];
  const entries = isJsonObject(value) ? Object.entries(value) : [['', undefined] as const];
  return entries.map(([key, text]) => {
    if (typeof text !== 'string') throw new Error("the answer's auditAnnotations are no texts");
    return [key, text];
  });
}
