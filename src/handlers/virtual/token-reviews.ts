/** Whose is this token (authentication.k8s.io/v1 TokenReview): asked by webhooks and extension servers. */
import { badRequest } from '../../api/status.ts';
import type { Authenticator } from '../../authentication/authenticator.ts';
import type { ApiRequest } from '../../request/http.ts';
import { respondValue } from '../respond/json.ts';
import type { VirtualEndpoint } from './endpoint.ts';
import { readPosted } from './read-body.ts';

const GVK = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenReview' };

/** @param authenticator what a request with this token would be authenticated by */
export function tokenReviews(authenticator: Authenticator): VirtualEndpoint {
  return {
    group: GVK.group,
    version: GVK.version,
    name: 'tokenreviews',
    singular: 'tokenreview',
    kind: GVK.kind,
    namespaced: false,
    verbs: ['create'],
    async handle(context) {
      const { object } = await readPosted(context, GVK, 'V1TokenReview');
      const token: string = object.spec?.token ?? '';
      if (token === '') throw badRequest('token is required for TokenReview in authentication');
      const status = await review(authenticator, context.request, token);
      return respondValue(context.request, 201, { ...object, status });
    },
  };
}

async function review(authenticator: Authenticator, request: ApiRequest, token: string) {
  const found = await authenticator.authenticate(bearerRequest(request, token));
  if (found.outcome === 'authenticated') {
    const { name, uid, groups, extra } = found.user;
    const user = { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) };
    return { authenticated: true, user };
  }
  return { user: {}, ...(found.outcome === 'reject' && { error: found.reason }) };
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
