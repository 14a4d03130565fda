/** Text that clients put into headers: names of users and groups, which may hold any character. */
import type { Headers } from './http.ts';

const ASCII = /^[\x20-\x7e]*$/;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Every value of a header. Headers arrive byte by byte (as Latin-1); what they say is UTF-8.
 * @throws TypeError when it is not: two names that differ must not become one
 */
export function headerTexts(value: Headers[string]): readonly string[] {
  const values = value === undefined ? [] : typeof value === 'string' ? [value] : value;
  return values.map((text) => (ASCII.test(text) ? text : UTF8.decode(Buffer.from(text, 'latin1'))));
}

/** A key out of a header's name, where other characters than such names hold are percent-encoded. */
export function unescapedKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    // As upstream: what is not well-formed stays as it is.
    return key;
  }
}
