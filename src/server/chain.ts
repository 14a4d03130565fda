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
  'requestInfo',
  'audit',
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

function newContext(request: ApiRequest, trace: RequestTrace | undefined, ports: ChainPorts): RequestContext {
  return {
    request,
    id: ports.id(),
    receivedAt: ports.now(),
    // Until the stages that know better have spoken, a request is about nothing and from nobody.
    info: { isResourceRequest: false, path: request.path, verb: '' },
    user: ANONYMOUS,
    audit: NO_TRAIL,
    ...(trace && { trace }),
    warnings: [],
  };
}
