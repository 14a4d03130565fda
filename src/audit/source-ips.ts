/** From where a request came (k8s.io/apimachinery/pkg/util/net SourceIPs). */
import type { ApiRequest } from '../request/http.ts';
import { parseIp } from '../util/ip.ts';

/** Of proxies, more than there are. */
const MOST = 16;

/**
 * What proxies say of whom they speak for, then who was at the other end of the connection. Threat: all but the last
 * is what the client says.
 */
export function sourceIps({ headers, remoteAddress }: Pick<ApiRequest, 'headers' | 'remoteAddress'>): string[] {
  const forwarded = headers['x-forwarded-for'];
  const real = headers['x-real-ip'];
  if (forwarded === undefined && real === undefined) return [remoteAddress];
  const said = textOf(forwarded)
    .split(',', MOST)
    .map((text) => text.trim())
    .filter(isIp);
  const realIp = textOf(real).trim();
  if (isIp(realIp) && !said.includes(realIp)) said.push(realIp);
  if (said.at(-1) !== remoteAddress) said.push(remoteAddress);
  return said;
}

function textOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'object' ? (header[0] ?? '') : (header ?? '');
}

function isIp(text: string): boolean {
  return parseIp(text) !== undefined;
}
