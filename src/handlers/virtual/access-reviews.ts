/** Asking whether somebody may do something (authorization.k8s.io/v1 reviews). */
import type { Admission } from '../../admission/admission.ts';
import { type FieldError, invalidValue, path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import { badRequest, invalid } from '../../api/status.ts';
import type { Authorizer } from '../../authorization/authorizer.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { ResourceRequest } from '../../request/request-info.ts';
import type { V1SubjectAccessReviewSpec } from '../../schema/generated/types.ts';
import { dropServerMetadata } from '../body.ts';
import { respondValue } from '../respond/json.ts';
import { admitPosted } from './admit-posted.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { readPosted, trackPosted } from './read-body.ts';
import { questionOf, userOf } from './review-attributes.ts';
import { validateLocal, validateReviewSpec } from './review-validation.ts';

const GROUP = 'authorization.k8s.io';

interface ReviewKind {
  readonly kind: string;
  readonly namespaced: boolean;
  /** The caller asks about himself. */
  readonly self: boolean;
}

const KINDS: readonly ReviewKind[] = [
  { kind: 'SubjectAccessReview', namespaced: false, self: false },
  { kind: 'SelfSubjectAccessReview', namespaced: false, self: true },
  { kind: 'LocalSubjectAccessReview', namespaced: true, self: false },
];

export interface ReviewPorts {
  readonly authorizer: Authorizer;
  readonly admission: Admission;
}

export function accessReviews(ports: ReviewPorts): VirtualEndpoint[] {
  return KINDS.map((review) => ({
    group: GROUP,
    version: 'v1',
    name: `${review.kind.toLowerCase()}s`,
    singular: review.kind.toLowerCase(),
    kind: review.kind,
    namespaced: review.namespaced,
    verbs: ['create'],
    handle: (context, info) => answer(ports, review, context, info),
  }));
}

async function answer(
  { authorizer, admission }: ReviewPorts,
  review: ReviewKind,
  context: RequestContext,
  info: ResourceRequest,
): Promise<ApiResponse> {
  const gvk = { group: GROUP, version: 'v1', kind: review.kind };
  const model = `V1${review.kind}`;
  const posted = await readPosted(context, gvk, model);
  const { object } = posted;
  dropServerMetadata(object.metadata);
  if (review.namespaced) setNamespace(object, info.namespace);
  else delete object.metadata.namespace;
  trackPosted(context, posted, model);
  const admitted = await admitPosted(admission, posted, gvk, context, info);
  const errors = validate(review, object);
  // Upstream's strategy leaves the kind out of this message.
  if (errors.length > 0) throw invalid({ group: GROUP, kind: '' }, '', errors);
  await admitted.validate();
  const spec: V1SubjectAccessReviewSpec = object.spec;
  const { attributes, problems } = questionOf(review.self ? context.user : userOf(spec), spec);
  const decision = await authorizer.authorize(attributes);
  const failed = decision.outcome === 'deny' && decision.failed === true;
  const evaluation = failed ? [...problems, decision.reason] : problems;
  object.status = {
    allowed: decision.outcome === 'allow',
    ...(decision.outcome === 'deny' && !decision.silent && { denied: true }),
    ...(decision.reason && !failed && { reason: decision.reason }),
    ...(evaluation.length > 0 && { evaluationError: evaluation.join('; ') }),
  };
  return respondValue(context.request, 201, object);
}

/** @throws StatusError 400 */
function setNamespace({ metadata }: KubeObject, namespace: string): void {
  if (metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  metadata.namespace = namespace;
}

function validate({ namespaced, self }: ReviewKind, { metadata, spec = {} }: KubeObject): FieldError[] {
  const { namespace = '', managedFields: _, creationTimestamp: __, ...stray } = metadata;
  const text = namespaced ? 'must be empty except for namespace' : 'must be empty';
  return [
    ...validateReviewSpec(spec, self),
    ...(Object.keys(stray).length > 0 ? [invalidValue(path('metadata'), stray, text)] : []),
    ...(namespaced ? validateLocal(spec, namespace) : []),
  ];
}
