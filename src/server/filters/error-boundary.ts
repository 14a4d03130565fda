import { internalError, type StatusError } from '../../api/status.ts';
import { respondStatus } from '../../handlers/respond/json.ts';
import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { Stage } from '../chain.ts';
import { toStatusError } from './known-error.ts';

/** Where an unexpected error is told to the people who run the server. */
export type ErrorLog = (context: RequestContext, error: unknown) => void;

/** Turns whatever is thrown inside into a Status; what no one foresaw becomes InternalError and is logged. */
export function errorBoundary(log: ErrorLog): Stage {
  const answer = (context: RequestContext, error: unknown): ApiResponse => {
    const known = toStatusError(error);
    // Clients bring about other errors of the server's kind as they like: a log of those would be theirs to fill. So they
    // do what a webhook or policy fails at, which its plugin tells of, though seldom.
    if (!known || (known.reason === 'InternalError' && known.refusedFor === undefined)) log(context, error);
    const told = known ?? unforeseen();
    context.trace?.refused(told);
    return respondStatus(context.request, told.toStatus());
  };
  return (context, next) => {
    try {
      const response = next();
      return response instanceof Promise ? response.catch((error) => answer(context, error)) : response;
    } catch (error) {
      return answer(context, error);
    }
  };
}

/** Threat: an error's own message may hold what the client must not see. */
function unforeseen(): StatusError {
  return internalError('the server met an unexpected condition; its log has the details under this Audit-Id');
}
