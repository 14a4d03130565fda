/** From where a request came (k8s.io/apimachinery/pkg/util/net SourceIPs). */
import type { ApiRequest } from '../request/http.ts';
import { parseIp } from '../util/ip.ts';
import { quote } from './quote.ts';

/** Of proxies, more than there are. */
const MOST = 16;

/**
 * What proxies say of whom they speak for, then who was at the other end of the connection. Threat: all but the last
 * is what the client says.
 */
export function sourceIps({ headers, remoteAddress }: Pick<ApiRequest, 'headers' | 'remoteAddress'>): string[] {
  const said = [headers['x-forwarded-for'] ?? '']
    .flat()
    .join(',')
    .split(',')
    // Those nearest to this server: whoever asks may have said many more before.
    .slice(-MOST)
    .map((text) => text.trim())
    .filter(isIp);
  const [real = ''] = [headers['x-real-ip'] ?? ''].flat();
  const realIp = real.trim();
  if (isIp(realIp) && !said.includes(realIp)) said.push(realIp);
  if (said.at(-1) !== remoteAddress) said.push(remoteAddress);
  return said;
}

/** The same as JSON text. */
export function sourceIpsJson(request: Pick<ApiRequest, 'headers' | 'remoteAddress'>): string {
  const { headers, remoteAddress } = request;
  const isDirect = headers['x-forwarded-for'] === undefined && headers['x-real-ip'] === undefined;
  return isDirect ? `[${quote(remoteAddress)}]` : JSON.stringify(sourceIps(request));
}

function isIp(text: string): boolean {
  return parseIp(text) !== undefined;
}
