/** URLs as Go's net/url reads them, which is not what WHATWG's URL does. */

export interface GoUrl {
  readonly scheme: string;
  /** With the port, without user information. */
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly escapedPath: string;
  /** As it stands before the host; undefined: there is none. */
  readonly user: string | undefined;
  readonly rawQuery: string;
  readonly fragment: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** As it is written out again: equal URLs have equal texts. */
  readonly text: string;
}

class UrlProblem extends Error {}

// All that is neither printable ASCII nor beyond ASCII.
const CONTROL = /[^ -~\u0080-\uffff]/;

/** Reads an absolute URL or an absolute path (ParseRequestURI, then Parse); what is wrong with it as a text. */
export function parseUrl(text: string): GoUrl | string {
  return told(text, parseAbsolute);
}

/** Reads a relative URL, too (Parse). */
export function parseReference(text: string): GoUrl | string {
  return told(text, parseRelative);
}

function told(text: string, parse: (text: string) => GoUrl): GoUrl | string {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof UrlProblem) return `parse ${JSON.stringify(text)}: ${error.message}`;
    throw error;
  }
}

function parseAbsolute(text: string): GoUrl {
  refuseControl(text);
  if (text === '') throw new UrlProblem('empty url');
  const [scheme, rest] = splitScheme(text);
  if (scheme === '' && !rest.startsWith('/')) throw new UrlProblem('invalid URI for request');
  return parseBehind(scheme, rest);
}

function parseRelative(text: string): GoUrl {
  refuseControl(text);
  const [scheme, rest] = splitScheme(text);
  if (scheme === '' && /^[^/?#]*:/.test(rest)) throw new UrlProblem('first path segment in URL cannot contain colon');
  return parseBehind(scheme, rest);
}

function refuseControl(text: string): void {
  if (CONTROL.test(text)) throw new UrlProblem('net/url: invalid control character in URL');
}

function parseBehind(scheme: string, afterScheme: string): GoUrl {
  const isPath = afterScheme.startsWith('/');
  const [beforeFragment, fragment] = split(afterScheme, '#');
  const [hierarchy, rawQuery] = split(beforeFragment, '?');
  const [authority, path] = isPath ? splitAuthority(hierarchy, scheme) : ['', ''];
  const host = hostOf(authority);
  const at = authority.lastIndexOf('@');
  const escapedPath = escapePath(path);
  const prefix = scheme === '' ? '' : `${scheme}:`;
  return {
    scheme,
    host,
    hostname: hostnameOf(host),
    port: portOf(host),
    escapedPath,
    user: at < 0 ? undefined : authority.slice(0, at),
    rawQuery,
    fragment: unescaped(fragment),
    query: parseQuery(rawQuery),
    text: `${prefix}${isPath ? `//${authority}${escapedPath}` : hierarchy}?${rawQuery}`,
  };
}

function split(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function splitScheme(text: string): [scheme: string, rest: string] {
  const scheme = /^[a-zA-Z][-a-zA-Z0-9+.]*(?=:)/.exec(text)?.[0];
  if (scheme !== undefined) return [scheme.toLowerCase(), text.slice(scheme.length + 1)];
  if (text.startsWith(':')) throw new UrlProblem('missing protocol scheme');
  return ['', text];
}

function splitAuthority(hierarchy: string, scheme: string): [authority: string, path: string] {
  const hasAuthority = hierarchy.startsWith('//') && (scheme !== '' || !hierarchy.startsWith('///'));
  if (!hasAuthority) return ['', hierarchy];
  const slash = hierarchy.indexOf('/', 2);
  return slash < 0 ? [hierarchy.slice(2), ''] : [hierarchy.slice(2, slash), hierarchy.slice(slash)];
}

function hostOf(authority: string): string {
  const at = authority.lastIndexOf('@');
  if (at >= 0 && !/^[-A-Za-z0-9._:~!$&'()*+,;=%@]*$/.test(authority.slice(0, at))) {
    throw new UrlProblem('net/url: invalid userinfo');
  }
  const host = authority.slice(at + 1);
  const bracket = host.startsWith('[') ? host.lastIndexOf(']') : undefined;
  if (bracket === -1) throw new UrlProblem("missing ']' in host");
  const port = bracket === undefined ? /:.*$/s.exec(host)?.[0] : host.slice(bracket + 1);
  if (port && !/^:[0-9]*$/.test(port)) throw new UrlProblem(`invalid port ${JSON.stringify(port)} after host`);
  const invalid = /[ <>"\\^`{}|]/.exec(host)?.[0];
  if (invalid !== undefined) throw new UrlProblem(`invalid character ${JSON.stringify(invalid)} in host name`);
  return unescaped(host);
}

function hostnameOf(host: string): string {
  if (host.startsWith('[')) return host.slice(1, host.lastIndexOf(']'));
  return host.replace(/:[0-9]*$/, '');
}

function portOf(host: string): string {
  return /:([0-9]*)$/.exec(host.slice(host.lastIndexOf(']') + 1))?.[1] ?? '';
}

/** Percent-encoded once: what is valid as it stands stays. */
function escapePath(path: string): string {
  unescaped(path);
  return path.replace(/[^-A-Za-z0-9._~!$&'()*+,;=:@%/[\]]/gu, (character) =>
    encodeURIComponent(character.toWellFormed()),
  );
}

const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})/;

function unescaped(text: string): string {
  const bad = BAD_ESCAPE.exec(text);
  if (bad) throw new UrlProblem(`invalid URL escape ${JSON.stringify(text.slice(bad.index, bad.index + 3))}`);
  return decodePercent(text);
}

function decodePercent(text: string): string {
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** Pairs with a semicolon or a bad escape are left out, as Go's URL.Query does. */
function parseQuery(rawQuery: string): Map<string, string[]> {
  const query = new Map<string, string[]>();
  for (const pair of rawQuery.split('&')) {
    if (pair === '' || pair.includes(';') || BAD_ESCAPE.test(pair)) continue;
    const [key, value] = split(pair.replaceAll('+', ' '), '=').map(decodePercent) as [string, string];
    const values = query.get(key) ?? [];
    values.push(value);
    query.set(key, values);
  }
  return query;
}
