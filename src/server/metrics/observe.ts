import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse, BodyStream } from '../../request/http.ts';
import type { Stage } from '../chain.ts';
import type { RequestKind, RequestMetrics } from './request-metrics.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The outermost stage: counts every answer, and times it; a streamed one is timed to the end of its stream. */
export function observe(metrics: RequestMetrics, now: () => number): Stage {
  const answered = (context: RequestContext, kind: RequestKind, start: number, response: ApiResponse): ApiResponse => {
    metrics.inFlight[kind] -= 1;
    const { body, status } = response;
    const { method } = context.request;
    if (typeof body === 'function') return { ...response, body: observed(context, body, status, start) };
    metrics.observe(context.info, method, status, (now() - start) / 1000);
    return response;
  };
  const observed = (context: RequestContext, body: BodyStream, status: number, start: number): BodyStream => {
    const { info, request } = context;
    return async (sink) => {
      const ended = metrics.longRunning(info, request.method);
      try {
        await body(sink);
      } finally {
        ended();
        metrics.observe(info, request.method, status, (now() - start) / 1000);
      }
    };
  };
  return (context, next) => {
    const kind = READS.has(context.request.method) ? 'readOnly' : 'mutating';
    const start = now();
    metrics.inFlight[kind] += 1;
    const failed = (error: unknown): never => {
      metrics.inFlight[kind] -= 1;
      metrics.observe(context.info, context.request.method, 500, (now() - start) / 1000);
      throw error;
    };
    try {
      const response = next();
      if (!(response instanceof Promise)) return answered(context, kind, start, response);
      return response.then((done) => answered(context, kind, start, done), failed);
    } catch (error) {
      return failed(error);
    }
  };
}
