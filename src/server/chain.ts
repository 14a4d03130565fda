/**
 * A request's way through the server: one ordered list of stages. Every stage is required by its type; none can be
 * null or skipped, and an error in any of them denies.
 */
import { NO_TRAIL } from '../request/audit-trail.ts';
import type { RequestContext } from '../request/context.ts';
import type { ApiRequest, ApiResponse } from '../request/http.ts';
import type { RequestTrace } from '../request/trace.ts';
import { ANONYMOUS } from '../request/user-info.ts';

export type Next = () => ApiResponse | Promise<ApiResponse>;

/** Does its part and goes on with `next`, or answers by itself, or throws a StatusError. */
export type Stage = (context: RequestContext, next: Next) => ApiResponse | Promise<ApiResponse>;

/** In the order in which a request meets them. */
export const STAGES = [
  'observe',
  'headers',
  'errorBoundary',
  'compression',
  'audit',
  'requestInfo',
  'authentication',
  'revocation',
  'auditReceived',
  'impersonation',
  'overload',
  'deadline',
  'authorization',
] as const;

export type Stages = Readonly<Record<(typeof STAGES)[number], Stage>>;
export type Terminal = (context: RequestContext) => ApiResponse | Promise<ApiResponse>;

export interface ChainPorts {
  now(): number;
  /** A new Audit-ID. */
  id(): string;
}

export function buildChain(stages: Stages, terminal: Terminal, ports: ChainPorts) {
  const run = STAGES.reduceRight<Terminal>((inner, name) => {
    const stage = stages[name];
    return (context) => stage(context, () => inner(context));
  }, terminal);
  return (request: ApiRequest, trace?: RequestTrace): ApiResponse | Promise<ApiResponse> =>
    run(newContext(request, trace, ports));
}

/** With every field from the start: objects of one shape are read fast by whoever meets them. */
function newContext(request: ApiRequest, trace: RequestTrace | undefined, ports: ChainPorts): RequestContext {
  return {
    request,
    id: askedFor(request) ?? ports.id(),
    receivedAt: ports.now(),
    // Until the stages that know better have spoken, a request is about nothing and from nobody.
    info: { isResourceRequest: false, path: request.path, verb: request.method.toLowerCase() },
    user: ANONYMOUS,
    impersonator: undefined,
    credential: undefined,
    method: undefined,
    credentialNotes: undefined,
    deadline: undefined,
    audit: NO_TRAIL,
    trace,
    warnings: [],
  };
}

/** Upstream's bound where Audit-IDs are shown; no spaces, so that what is shown is one word. */
const AUDIT_ID = /^[!-~]{1,64}$/;

/** Clients and servers in front of this one may follow a request by an id of theirs. */
function askedFor({ headers }: ApiRequest): string | undefined {
  const given = headers['audit-id'];
  return typeof given === 'string' && AUDIT_ID.test(given) ? given : undefined;
}
