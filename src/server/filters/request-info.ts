import { badRequest } from '../../api/status.ts';
import { resolveRequestInfo } from '../../request/resolve-request-info.ts';
import type { Stage } from '../chain.ts';

const NUL = '\u0000';

export const requestInfo: Stage = (context, next) => {
  const { request } = context;
  try {
    context.info = resolveRequestInfo(request.method, request.path, () => request.query);
  } catch (error) {
    if (error instanceof URIError) throw badRequest('the path is not a valid URL: its percent-encoding is broken');
    throw error;
  }
  if (context.info.isResourceRequest && context.info.parts.some((part) => part.includes(NUL))) {
    throw badRequest('the path must not hold NUL characters');
  }
  return next();
};
