import { timeout } from '../../api/status.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { Stage } from '../chain.ts';
import { isLongRunning } from './overload.ts';

const MESSAGE = 'request did not complete within the allotted timeout';

/** A request that is not a watch is answered in time, if only with 504. What it has begun goes on to its end. */
export function deadline(milliseconds: number): Stage {
  return (context, next) => {
    const response = next();
    if (!(response instanceof Promise) || isLongRunning(context)) return response;
    const late = Promise.withResolvers<ApiResponse>();
    const timer = setTimeout(() => late.reject(timeout(MESSAGE, 0)), milliseconds);
    return Promise.race([response, late.promise]).finally(() => clearTimeout(timer));
  };
}
