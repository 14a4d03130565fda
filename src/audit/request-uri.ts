import type { ApiRequest } from '../request/http.ts';
import { REDACTED } from './redact/shown.ts';

/** Where clients put tokens that belong into a header (RFC 6750, 2.3). */
const TOKENS: ReadonlySet<string> = new Set(['access_token', 'id_token', 'refresh_token', 'token']);
/** A name of them, or one that is written in another way. */
const MAY_HOLD = /token|%/;

/** As it was sent, without tokens. */
export function requestUri({ path, rawQuery }: Pick<ApiRequest, 'path' | 'rawQuery'>): string {
  if (rawQuery === '') return path;
  if (!MAY_HOLD.test(rawQuery)) return `${path}?${rawQuery}`;
  return `${path}?${rawQuery.split('&').map(shown).join('&')}`;
}

function shown(parameter: string): string {
  const [name] = new URLSearchParams(parameter).keys();
  return name !== undefined && TOKENS.has(name) ? `${name}=${REDACTED}` : parameter;
}
