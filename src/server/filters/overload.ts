import { tooManyRequests } from '../../api/status.ts';
import type { RequestContext } from '../../request/context.ts';
import { isTrue } from '../../request/resolve-request-info.ts';
import type { Stage } from '../chain.ts';

export interface InFlightLimits {
  readonly maxRequestsInflight: number;
  readonly maxMutatingRequestsInflight: number;
}

const READS = new Set(['get', 'list']);
const RETRY_AFTER_SECONDS = 1;

/** Requests beyond what the server can do at once are told to come back, rather than all of them being slow. */
export function overload(limits: InFlightLimits): Stage {
  const reads = { running: 0, limit: limits.maxRequestsInflight };
  const writes = { running: 0, limit: limits.maxMutatingRequestsInflight };
  return (context, next) => {
    if (isLongRunning(context)) return next();
    const lane = READS.has(context.info.verb) ? reads : writes;
    if (lane.running >= lane.limit) {
      throw tooManyRequests('Too many requests, please try again later.', RETRY_AFTER_SECONDS);
    }
    lane.running += 1;
    const leave = () => {
      lane.running -= 1;
    };
    try {
      const response = next();
      if (response instanceof Promise) return response.finally(leave);
      leave();
      return response;
    } catch (error) {
      leave();
      throw error;
    }
  };
}

/** Watches last as long as their client likes, and cost little while nothing happens. */
export function isLongRunning({ info, request }: RequestContext): boolean {
  if (!info.isResourceRequest) return false;
  if (info.verb === 'watch') return true;
  return info.subresource === 'log' && isTrue(request.query.get('follow'));
}
