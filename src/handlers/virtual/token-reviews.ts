/** Whose is this token (authentication.k8s.io/v1 TokenReview): asked by webhooks and extension servers. */
import type { Admission } from '../../admission/admission.ts';
import { badRequest } from '../../api/status.ts';
import type { Authentication, Authenticator } from '../../authentication/authenticator.ts';
import type { ApiRequest } from '../../request/http.ts';
import { dropServerMetadata } from '../body.ts';
import { respondValue } from '../respond/json.ts';
import { admitPosted } from './admit-posted.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { readPosted, trackPosted } from './read-body.ts';

const GVK = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenReview' };
/** Upstream's word for a token that no authenticator takes for its own. */
const NOBODY_KNOWS_IT = 'invalid bearer token';

/**
 * @param authenticator what a request with this token would be authenticated by
 * @param apiAudiences this server's: whom tokens are good for whose kind knows no audiences
 */
export function tokenReviews(
  authenticator: Authenticator,
  apiAudiences: readonly string[],
  admission: Admission,
): VirtualEndpoint {
  return {
    group: GVK.group,
    version: GVK.version,
    name: 'tokenreviews',
    singular: 'tokenreview',
    kind: GVK.kind,
    namespaced: false,
    verbs: ['create'],
    async handle(context, info) {
      const posted = await readPosted(context, GVK, 'V1TokenReview');
      dropServerMetadata(posted.object.metadata);
      delete posted.object.metadata.namespace;
      trackPosted(context, posted, 'V1TokenReview');
      const { object } = posted;
      const admitted = await admitPosted(admission, posted, GVK, context, info);
      const token: string = object.spec?.token ?? '';
      if (token === '') throw badRequest('token is required for TokenReview in authentication');
      await admitted.validate();
      const wanted: readonly string[] = object.spec.audiences?.length ? object.spec.audiences : apiAudiences;
      const found = await authenticator.authenticate(bearerRequest(context.request, token), wanted);
      const status = statusOf(found, wanted, apiAudiences);
      return respondValue(context.request, 201, { ...object, status });
    },
  };
}

function statusOf(found: Authentication, wanted: readonly string[], apiAudiences: readonly string[]) {
  if (found.outcome === 'reject') return { user: {}, error: found.reason };
  if (found.outcome === 'no-opinion') return { user: {}, error: NOBODY_KNOWS_IT };
  const audiences = found.audiences ?? wanted.filter((audience) => apiAudiences.includes(audience));
  if (audiences.length === 0) return { user: {}, error: NOBODY_KNOWS_IT };
  const { name, uid, groups, extra } = found.user;
  const user = { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) };
  return { authenticated: true, user, audiences };
}

/** A request that carries this token and nothing else: neither the reviewer's certificate nor his path count. */
function bearerRequest(request: ApiRequest, token: string): ApiRequest {
  return {
    method: 'GET',
    path: '/',
    rawQuery: '',
    query: new URLSearchParams(),
    headers: { authorization: `Bearer ${token}` },
    remoteAddress: request.remoteAddress,
    clientCertificate: undefined,
    signal: request.signal,
    body: async () => Buffer.alloc(0),
  };
}
