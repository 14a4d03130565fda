import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { Stage } from '../chain.ts';

/** Headers of every answer: Audit-Id, no caching, and the warnings that any stage has left. */
export const headers: Stage = (context, next) => {
  const response = next();
  return response instanceof Promise ? response.then((done) => complete(context, done)) : complete(context, response);
};

function complete(context: RequestContext, response: ApiResponse): ApiResponse {
  response.headers['audit-id'] = context.id;
  response.headers['cache-control'] ??= 'no-cache, private';
  if (context.warnings.length > 0) response.headers.warning = context.warnings.map(warningHeader);
  return response;
}

/** RFC 7234 with upstream's code and no agent. */
function warningHeader(text: string): string {
  const clean = text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, ' ').replace(/[\\"]/g, '\\$&');
  return `299 - "${Buffer.from(clean, 'utf8').toString('latin1')}"`;
}
