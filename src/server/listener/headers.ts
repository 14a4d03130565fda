import type { Headers } from '../../request/http.ts';

const COLON = 0x3a;

export interface RequestHeaders {
  readonly headers: Headers;
  /** Those by which a front proxy says who the user is; undefined when there are none. */
  readonly identityHeaders: Headers | undefined;
}

/**
 * A header sent more than once is a list of its values, never one joined text: `Impersonate-Group: a, b` is one group,
 * two such headers are two. Pseudo-headers of HTTP/2 are left out, but for `:authority`, which is the host.
 * @param isIdentityHeader of a name in lower case
 */
export function headersOf(raw: readonly string[], isIdentityHeader: (name: string) => boolean): RequestHeaders {
  const headers = emptyHeaders();
  let identityHeaders: MutableHeaders | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.charCodeAt(0) === COLON ? hostOf(raw[i]!) : raw[i]!.toLowerCase();
    if (name === undefined) continue;
    if (isIdentityHeader(name)) {
      identityHeaders ??= emptyHeaders();
      add(identityHeaders, name, raw[i + 1]!);
    } else add(headers, name, raw[i + 1]!);
  }
  return { headers, identityHeaders };
}

type MutableHeaders = Record<string, string | string[] | undefined>;

const NOTHING = Object.freeze(Object.create(null));

/** Inherits nothing. An object whose very prototype is null is a hash table to V8, and takes twice as long to make and read. */
function emptyHeaders(): MutableHeaders {
  return Object.create(NOTHING);
}

function add(headers: MutableHeaders, name: string, value: string): void {
  const present = headers[name];
  if (present === undefined) headers[name] = value;
  else if (typeof present === 'string') headers[name] = [present, value];
  else present.push(value);
}

function hostOf(pseudoHeader: string): string | undefined {
  return pseudoHeader === ':authority' ? 'host' : undefined;
}
