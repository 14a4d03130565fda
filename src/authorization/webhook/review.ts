/** SubjectAccessReview as it goes out to a webhook, and what comes back (authorization.k8s.io v1 and v1beta1). */
import { isJsonObject } from '../../api/object.ts';
import type { Attributes, SelectorRequirement } from '../authorizer.ts';

export type ReviewVersion = 'v1' | 'v1beta1';

export interface SelectorAttributes {
  readonly requirements: readonly SelectorRequirement[];
}

/** authorization.k8s.io/v1 SubjectAccessReviewSpec. What is empty is left out. */
export interface ReviewSpec {
  readonly resourceAttributes?: {
    readonly namespace?: string;
    readonly verb?: string;
    readonly group?: string;
    readonly version?: string;
    readonly resource?: string;
    readonly subresource?: string;
    readonly name?: string;
    readonly fieldSelector?: SelectorAttributes;
    readonly labelSelector?: SelectorAttributes;
  };
  readonly nonResourceAttributes?: { readonly path?: string; readonly verb?: string };
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  readonly uid?: string;
}

export interface ReviewStatus {
  readonly allowed: boolean;
  readonly denied: boolean;
  readonly reason: string;
}

export function reviewSpec(attributes: Attributes): ReviewSpec {
  const { name, uid, groups, extra } = attributes.user;
  return {
    ...aboutWhat(attributes),
    ...filled({ user: name, uid }),
    ...(groups.length > 0 && { groups }),
    ...(extra && { extra }),
  };
}

function aboutWhat(attributes: Attributes): Pick<ReviewSpec, 'resourceAttributes' | 'nonResourceAttributes'> {
  const { namespace, verb, group, version, resource, subresource, name, path } = attributes;
  if (!attributes.isResourceRequest) return { nonResourceAttributes: filled({ path, verb }) };
  const { fieldSelector, labelSelector } = attributes;
  return {
    resourceAttributes: {
      ...filled({ namespace, verb, group, version, resource, subresource, name }),
      ...(fieldSelector && { fieldSelector: { requirements: fieldSelector } }),
      ...(labelSelector && { labelSelector: { requirements: labelSelector } }),
    },
  };
}

function filled(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** The whole body. In v1beta1 the groups are called `group`. */
export function review(version: ReviewVersion, spec: ReviewSpec): object {
  const { groups, ...others } = spec;
  const sent = version === 'v1' || groups === undefined ? spec : { ...others, group: groups };
  return { kind: 'SubjectAccessReview', apiVersion: apiVersion(version), metadata: {}, spec: sent };
}

function apiVersion(version: ReviewVersion): string {
  return `authorization.k8s.io/${version}`;
}

/** @throws Error when it is no review of that version, in words that hold nothing of it */
export function readStatus(version: ReviewVersion, answer: unknown): ReviewStatus {
  if (!isJsonObject(answer)) throw new Error('the answer is no object');
  const { kind = 'SubjectAccessReview', apiVersion: said = apiVersion(version), status = {} } = answer;
  if (kind !== 'SubjectAccessReview' || said !== apiVersion(version)) {
    throw new Error(`the answer is no SubjectAccessReview of ${apiVersion(version)}`);
  }
  if (!isJsonObject(status)) throw new Error("the answer's status is no object");
  const { allowed = false, denied = false, reason = '' } = status;
  // Threat: whatever is not false must not count as true.
  if (typeof allowed !== 'boolean' || typeof denied !== 'boolean' || typeof reason !== 'string') {
    throw new Error("the answer's status has fields of another type");
  }
  return { allowed, denied, reason };
}
