/** Asking whether somebody may do something (authorization.k8s.io/v1 reviews). */
import { type FieldError, invalidValue, path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import { invalid } from '../../api/status.ts';
import type { Attributes, Authorizer } from '../../authorization/authorizer.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { ResourceRequest } from '../../request/request-info.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type {
  V1NonResourceAttributes,
  V1ResourceAttributes,
  V1SubjectAccessReviewSpec,
} from '../../schema/generated/types.ts';
import { respondValue } from '../respond/json.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { readPosted } from './read-body.ts';

const GROUP = 'authorization.k8s.io';
const SPEC = path('spec');

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

export function accessReviews(authorizer: Authorizer): VirtualEndpoint[] {
  return KINDS.map((review) => ({
    group: GROUP,
    version: 'v1',
    name: `${review.kind.toLowerCase()}s`,
    singular: review.kind.toLowerCase(),
    kind: review.kind,
    namespaced: review.namespaced,
    verbs: ['create'],
    handle: (context, info) => answer(authorizer, review, context, info),
  }));
}

async function answer(
  authorizer: Authorizer,
  review: ReviewKind,
  context: RequestContext,
  info: ResourceRequest,
): Promise<ApiResponse> {
  const gvk = { group: GROUP, version: 'v1', kind: review.kind };
  const { object } = await readPosted(context, gvk, `V1${review.kind}`);
  const spec: V1SubjectAccessReviewSpec = object.spec ?? {};
  const errors = specErrors(review, spec, object, info);
  // Upstream's strategy leaves the kind out of this message.
  if (errors.length > 0) throw invalid({ group: GROUP, kind: '' }, '', errors);
  const user = review.self ? context.user : userOf(spec);
  const decision = await authorizer.authorize(attributesOf(user, spec));
  object.status = {
    allowed: decision.outcome === 'allow',
    ...(decision.outcome === 'deny' && !decision.silent && { denied: true }),
    ...(decision.reason && { reason: decision.reason }),
  };
  return respondValue(context.request, 201, object);
}

function specErrors(
  review: ReviewKind,
  spec: V1SubjectAccessReviewSpec,
  object: KubeObject,
  info: ResourceRequest,
): FieldError[] {
  const errors: FieldError[] = [];
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (resourceAttributes && nonResourceAttributes) {
    const text = 'cannot be specified in combination with resourceAttributes';
    errors.push(invalidValue(SPEC.child('nonResourceAttributes'), nonResourceAttributes, text));
  }
  if (!resourceAttributes && !nonResourceAttributes) {
    const text = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    errors.push(invalidValue(SPEC.child('resourceAttributes'), resourceAttributes, text));
  }
  if (!review.self && !spec.user && (spec.groups ?? []).length === 0) {
    errors.push(invalidValue(SPEC.child('user'), spec.user ?? '', 'at least one of user or group must be specified'));
  }
  if (review.namespaced) errors.push(...localErrors(resourceAttributes, object, info));
  return errors;
}

function localErrors(
  attributes: V1ResourceAttributes | undefined,
  object: KubeObject,
  info: ResourceRequest,
): FieldError[] {
  const namespace = object.metadata.namespace || info.namespace;
  if (!attributes || attributes.namespace === namespace) return [];
  return [
    invalidValue(
      SPEC.child('resourceAttributes', 'namespace'),
      attributes.namespace ?? '',
      'must match metadata.namespace',
    ),
  ];
}

function userOf({ user = '', groups = [], uid, extra }: V1SubjectAccessReviewSpec): UserInfo {
  return { name: user, groups, ...(uid && { uid }), ...(extra && { extra }) };
}

interface Asked {
  readonly resourceAttributes?: V1ResourceAttributes;
  readonly nonResourceAttributes?: V1NonResourceAttributes;
}

function attributesOf(user: UserInfo, { resourceAttributes, nonResourceAttributes }: Asked): Attributes {
  const asked = resourceAttributes ?? {};
  return {
    user,
    verb: (resourceAttributes ? asked.verb : nonResourceAttributes?.verb) ?? '',
    isResourceRequest: resourceAttributes !== undefined,
    namespace: asked.namespace ?? '',
    group: asked.group ?? '',
    version: asked.version ?? '',
    resource: asked.resource ?? '',
    subresource: asked.subresource ?? '',
    name: asked.name ?? '',
    path: nonResourceAttributes?.path ?? '',
  };
}
