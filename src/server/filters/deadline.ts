import { parseDuration } from '../../api/duration.ts';
import { badRequest, timeout } from '../../api/status.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import { monotonicNow } from '../../util/clock.ts';
import type { Stage } from '../chain.ts';
import { isLongRunning } from './overload.ts';

const MESSAGE = 'request did not complete within the allotted timeout';

/**
 * A request that is not a watch is answered in time, if only with 504. What it has begun goes on to its end, but for
 * those who heed the deadline.
 * @param most what requests get that do not ask for less by `?timeout=`
 */
export function deadline(most: number): Stage {
  return (context, next) => {
    if (isLongRunning(context)) return next();
    const milliseconds = Math.min(askedFor(context) ?? most, most);
    context.deadline = monotonicNow() + milliseconds;
    const response = next();
    if (!(response instanceof Promise)) return response;
    const late = Promise.withResolvers<ApiResponse>();
    const timer = setTimeout(() => late.reject(timeout(MESSAGE, 0)), milliseconds);
    return Promise.race([response, late.promise]).finally(() => clearTimeout(timer));
  };
}

/** @returns undefined for what is no span of time: 0 and less */
function askedFor({ request }: RequestContext): number | undefined {
  const text = request.rawQuery.includes('timeout=') ? request.query.get('timeout') : null;
  if (!text) return undefined;
  const duration = parseDuration(text);
  if ('error' in duration) {
    throw badRequest(`invalid timeout specified in the request URL - ${duration.error}`);
  }
  return duration.seconds > 0 ? duration.seconds * 1000 : undefined;
}
