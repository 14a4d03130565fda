import type { Headers } from '../../request/http.ts';

const COLON = 0x3a;

/**
 * A header sent more than once is a list of its values, never one joined text: `Impersonate-Group: a, b` is one group,
 * two such headers are two. Pseudo-headers of HTTP/2 are left out, but for `:authority`, which is the host.
 */
export function headersOf(raw: readonly string[]): Headers {
  const headers: Record<string, string | string[] | undefined> = Object.create(null);
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.charCodeAt(0) === COLON ? hostOf(raw[i]!) : raw[i]!.toLowerCase();
    if (name === undefined) continue;
    const value = raw[i + 1]!;
    const present = headers[name];
    if (present === undefined) headers[name] = value;
    else if (typeof present === 'string') headers[name] = [present, value];
    else present.push(value);
  }
  return headers;
}

function hostOf(pseudoHeader: string): string | undefined {
  return pseudoHeader === ':authority' ? 'host' : undefined;
}
