/** Kubernetes' functions on URLs. */
import { BOOL, listOf, mapOf, opaqueType, STRING } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { sizeOf, traversal } from '../eval/costs.ts';
import { type Cost, global, member, scanning } from '../library/function.ts';
import { EntryMap } from '../values/maps.ts';
import { EvaluationError, ObjectValue, type Result, type Value } from '../values/value.ts';
import { type GoUrl, parseUrl } from './go-url.ts';

const URL_TYPE = opaqueType('kubernetes.URL');

class UrlValue extends ObjectValue {
  readonly type = URL_TYPE;
  readonly url: GoUrl;

  constructor(url: GoUrl) {
    super();
    this.url = url;
  }

  equals(other: Value): boolean {
    return other instanceof UrlValue && other.url.text === this.url.text;
  }
}

function url(text: string): Result {
  const parsed = parseUrl(text);
  if (typeof parsed !== 'string') return new UrlValue(parsed);
  return new EvaluationError(`URL parse error during conversion from string: ${parsed}`);
}

function queryOf({ url: { query } }: UrlValue): Result {
  const map = new EntryMap();
  for (const [key, values] of query) map.insert(key, values);
  return map;
}

const PARTS: readonly (readonly [
  name: string,
  id: string,
  part: 'scheme' | 'host' | 'hostname' | 'port' | 'escapedPath',
])[] = [
  ['getScheme', 'url_get_scheme', 'scheme'],
  ['getHost', 'url_get_host', 'host'],
  ['getHostname', 'url_get_hostname', 'hostname'],
  ['getPort', 'url_get_port', 'port'],
  ['getEscapedPath', 'url_get_escaped_path', 'escapedPath'],
];

/** A URL is taken apart several times over. */
const WORK_PER_CHARACTER = 20;

const reading: Cost = (text) => traversal(sizeOf(text));

export const URLS: Library = {
  types: [URL_TYPE],
  functions: [
    ...global('url', ['string_to_url', [STRING], URL_TYPE, scanning(url, WORK_PER_CHARACTER), reading]),
    ...global('isURL', [
      'is_url_string',
      [STRING],
      BOOL,
      scanning((text: string) => typeof parseUrl(text) !== 'string', WORK_PER_CHARACTER),
    ]),
    ...PARTS.flatMap(([name, id, part]) =>
      member(name, [id, [URL_TYPE], STRING, (value: UrlValue) => value.url[part]]),
    ),
    ...member('getQuery', ['url_get_query', [URL_TYPE], mapOf(STRING, listOf(STRING)), queryOf]),
  ],
};
