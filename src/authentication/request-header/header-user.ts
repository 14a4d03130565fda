/** By which headers a front proxy tells for whom it asks. */
import { headerTexts, unescapedKey } from '../../request/header-text.ts';
import type { Headers } from '../../request/http.ts';
import { GROUP_AUTHENTICATED, GROUP_UNAUTHENTICATED, type UserInfo } from '../../request/user-info.ts';

/** As they are configured; in any case. */
export interface IdentityHeaders {
  /** The first that is there and not empty names the user. */
  readonly username: readonly string[];
  /** The same for the uid. */
  readonly uid: readonly string[];
  /** Every value of each. */
  readonly groups: readonly string[];
  /** What follows the prefix is a key, percent-encoded. */
  readonly extraPrefixes: readonly string[];
}

/** Whether a header, named in lower case, tells who a user is. */
export function isIdentityHeader(names: IdentityHeaders): (name: string) => boolean {
  const exact = new Set(lowerCase([...names.username, ...names.uid, ...names.groups]));
  const prefixes = lowerCase(names.extraPrefixes);
  return (name) => exact.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

/** @returns undefined when no header names a user */
export function userReader(names: IdentityHeaders): (headers: Headers) => UserInfo | undefined {
  const username = lowerCase(names.username);
  const uids = lowerCase(names.uid);
  const groupHeaders = lowerCase(names.groups);
  const prefixes = lowerCase(names.extraPrefixes);
  return (headers) => {
    const name = firstValue(headers, username);
    if (name === undefined) return undefined;
    const uid = firstValue(headers, uids);
    const groups = groupHeaders.flatMap((header) => headerTexts(headers[header])).filter((group) => group !== '');
    const extra = extraOf(headers, prefixes);
    return {
      name,
      groups: authenticatedGroups(groups),
      ...(uid !== undefined && { uid }),
      ...(extra !== undefined && { extra }),
    };
  };
}

function lowerCase(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase());
}

/** Of a header that is sent several times, the first value counts. */
function firstValue(headers: Headers, names: readonly string[]): string | undefined {
  return names.map((name) => headerTexts(headers[name])[0]).find((value) => value !== undefined && value !== '');
}

/** Whom the proxy itself could not authenticate stays unauthenticated. */
function authenticatedGroups(groups: readonly string[]): readonly string[] {
  const isUnauthenticated = groups.includes(GROUP_UNAUTHENTICATED);
  return [...new Set(isUnauthenticated ? groups : [...groups, GROUP_AUTHENTICATED])];
}

function extraOf(headers: Headers, prefixes: readonly string[]): UserInfo['extra'] {
  // Threat: `__proto__` is a key like any other.
  const extra = new Map<string, string[]>();
  for (const prefix of prefixes) {
    for (const [name, value] of Object.entries(headers)) {
      if (!name.startsWith(prefix)) continue;
      const key = unescapedKey(name.slice(prefix.length));
      extra.set(key, [...(extra.get(key) ?? []), ...headerTexts(value)]);
    }
  }
  return extra.size === 0 ? undefined : Object.fromEntries(extra);
}
