/** Answers that carry one API object. */
import { encodeJson } from '../../api/json.ts';
import { type Status, StatusError } from '../../api/status.ts';
import { encodeYaml } from '../../api/yaml-encode.ts';
import type { ApiRequest, ApiResponse } from '../../request/http.ts';
import { type Negotiated, namesServedType, negotiate, type Offer, wantsPretty } from '../../request/negotiate.ts';

const NO_SUCH_TYPE = '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml';
const ACCEPTED = 'only the following media types are accepted: ';

export function headerOf(request: ApiRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : value?.join(', ');
}

/** @throws StatusError 406 */
export function negotiateOrFail(request: ApiRequest, offer: Offer): Negotiated {
  const accept = headerOf(request, 'accept');
  const negotiated = negotiate(accept, offer);
  if (!negotiated) throw notAcceptable(accept ?? '', offer);
  return negotiated;
}

function notAcceptable(accept: string, offer: Offer): StatusError {
  if (!namesServedType(accept)) return new StatusError(406, 'NotAcceptable', NO_SUCH_TYPE, {});
  const isStream = offer === 'watch' && negotiate(accept, 'any') !== undefined;
  const types = isStream ? 'application/json;stream=watch' : 'application/json, application/yaml';
  return new StatusError(406, 'NotAcceptable', ACCEPTED + types);
}

/** Any API object that is made for this answer. */
export function respondValue(request: ApiRequest, status: number, value: unknown): ApiResponse {
  return encoded(request, negotiateOrFail(request, 'object-only'), status, value);
}

/** A Status is answered even to clients that accept nothing we have: in JSON. */
export function respondStatus(request: ApiRequest, status: Status): ApiResponse {
  const negotiated = negotiate(headerOf(request, 'accept'), 'object-only') ?? negotiate(undefined, 'object-only')!;
  const response = { ...encoded(request, negotiated, status.code ?? 200, status), outcome: status };
  const retryAfter = status.details?.retryAfterSeconds;
  if (retryAfter) response.headers['retry-after'] = String(retryAfter);
  return response;
}

export function encoded(request: ApiRequest, negotiated: Negotiated, status: number, value: unknown): ApiResponse {
  return {
    status,
    headers: { 'content-type': negotiated.mediaType },
    body: Buffer.from(encodeText(request, negotiated, value)),
    object: () => value,
  };
}

/** The same for an object whose JSON was made before; `value` is asked for where that does not serve. */
export function encodedBytes(
  request: ApiRequest,
  negotiated: Negotiated,
  status: number,
  bytes: Uint8Array,
  value: () => unknown,
): ApiResponse {
  const asIs = negotiated.encoding === 'json' && !isPretty(request, negotiated);
  if (!asIs) return encoded(request, negotiated, status, value());
  return { status, headers: { 'content-type': negotiated.mediaType }, body: bytes, object: value };
}

function encodeText(request: ApiRequest, negotiated: Negotiated, value: unknown): string {
  if (negotiated.encoding === 'yaml') return encodeYaml(value);
  return isPretty(request, negotiated) ? `${encodePretty(value)}\n` : encodeJson(value);
}

export function isPretty(request: ApiRequest, negotiated: Negotiated): boolean {
  if (negotiated.pretty) return true;
  const parameter = request.rawQuery.includes('pretty') ? request.query.get('pretty') : null;
  return wantsPretty(parameter, headerOf(request, 'user-agent') ?? '');
}

/** On lines of its own. @param depth of what stands around it */
export function encodePretty(value: unknown, depth = 0): string {
  const text = encodeJson(value, INDENT);
  // No string of JSON holds a line break as it is.
  return depth === 0 ? text : text.replaceAll('\n', newline(depth));
}

const INDENT = '  ';

export function newline(depth: number): string {
  return `\n${INDENT.repeat(depth)}`;
}
