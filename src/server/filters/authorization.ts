import { internalError } from '../../api/status.ts';
import type { Attributes, Authorizer, Decision } from '../../authorization/authorizer.ts';
import { refusal } from '../../authorization/refusal.ts';
import { selectorsOf } from '../../authorization/selectors.ts';
import type { RequestContext } from '../../request/context.ts';
import type { Next, Stage } from '../chain.ts';

/** May they. Silence denies; where who had to decide could not, that is the server's error and not the client's. */
export function authorization(authorizer: Authorizer): Stage {
  const proceed = (context: RequestContext, decision: Decision, next: Next) => {
    if (decision.outcome === 'deny' && decision.failed) throw fail(context, decision.reason);
    const isAllowed = decision.outcome === 'allow';
    context.audit.annotate('authorization.k8s.io/decision', isAllowed ? 'allow' : 'forbid');
    context.audit.annotate('authorization.k8s.io/reason', decision.reason);
    if (!isAllowed) throw refusal(attributesOf(context), decision.reason);
    return next();
  };
  return (context, next) => {
    context.trace?.decidedFor(context.user);
    const decision = authorizer.authorize(attributesOf(context));
    return decision instanceof Promise
      ? context.audit.timed('authorization', decision).then((done) => proceed(context, done, next))
      : proceed(context, decision, next);
  };
}

export function attributesOf({ info, user, request }: RequestContext): Attributes {
  if (!info.isResourceRequest) return { ...NO_RESOURCE, user, verb: info.verb, path: info.path };
  const { verb, namespace, group, version, resource, subresource, name, path } = info;
  const asked = { user, verb, isResourceRequest: true, namespace, group, version, resource, subresource, name, path };
  return SELECTIVE_VERBS.has(verb) ? { ...asked, ...selectorsOf(request.query) } : asked;
}

const SELECTIVE_VERBS = new Set(['list', 'watch', 'deletecollection']);

const NO_RESOURCE = {
  isResourceRequest: false,
  namespace: '',
  group: '',
  version: '',
  resource: '',
  subresource: '',
  name: '',
} as const;

/** As upstream, audit tells no decision: there was none. */
function fail({ audit }: RequestContext, reason: string) {
  audit.annotate('authorization.k8s.io/reason', 'internal error');
  return internalError(reason);
}
