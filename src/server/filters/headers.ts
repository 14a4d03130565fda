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
  if (context.warnings.length > 0) response.headers.warning = fitting(context.warnings).map(warningHeader);
  return response;
}

/** Upstream's bounds, in characters: of all warnings together, and of each where they do not fit. */
const MOST_TOGETHER = 4096;
const MOST_EACH = 256;

/** Threat: headers past what a client takes (16 KiB in Node's) cost it the whole answer. */
function fitting(warnings: readonly string[]): readonly string[] {
  const whole = fittingTogether(warnings);
  if (whole.length === warnings.length) return whole;
  return fittingTogether(warnings.map((text) => text.slice(0, MOST_EACH)));
}

/** The first of them, as many as the bound takes. */
function fittingTogether(texts: readonly string[]): readonly string[] {
  let left = MOST_TOGETHER;
  const end = texts.findIndex((text) => {
    left -= text.length;
    return left < 0;
  });
  return end < 0 ? texts : texts.slice(0, end);
}

/** RFC 7234 with upstream's code and no agent. */
function warningHeader(text: string): string {
  const clean = text.replace(/[^\x20-\x7e\u00a0-\uffff]/g, ' ').replace(/[\\"]/g, '\\$&');
  return `299 - "${Buffer.from(clean, 'utf8').toString('latin1')}"`;
}
