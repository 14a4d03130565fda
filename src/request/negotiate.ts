/** Which form of answer a client wants (k8s.io/apiserver/pkg/endpoints/handlers/negotiation). Pure. */

export type Encoding = 'json' | 'yaml';
/** How an object is shown: as it is, as a Table, or by its metadata alone. */
export type Representation = 'Object' | 'Table' | 'PartialObjectMetadata';

export interface Negotiated {
  readonly encoding: Encoding;
  readonly as: Representation;
  readonly version: 'v1' | 'v1beta1';
  /** For Content-Type. */
  readonly mediaType: string;
  readonly pretty: boolean;
}

export interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

const ENCODINGS = new Map<string, Encoding>([
  ['application/json', 'json'],
  ['application/yaml', 'yaml'],
  ['application/*', 'json'],
  ['*/*', 'json'],
]);

const PLAIN_JSON: Negotiated = {
  encoding: 'json',
  as: 'Object',
  version: 'v1',
  mediaType: 'application/json',
  pretty: false,
};

const memo = new Map<string, Negotiated | undefined>();
const MEMO_LIMIT = 256;

/**
 * @param as which representations beside the object itself this endpoint has
 * @returns undefined when nothing that the client accepts can be given: 406
 */
export function negotiate(accept: string | undefined, as: 'any' | 'object-only'): Negotiated | undefined {
  if (accept === undefined || accept === '' || accept === 'application/json') return PLAIN_JSON;
  const key = `${as} ${accept}`;
  if (memo.has(key)) return memo.get(key);
  const found = choose(parseAccept(accept), as);
  // Bounded: clients choose what they send.
  if (memo.size >= MEMO_LIMIT) memo.clear();
  if (accept.length < 1024) memo.set(key, found);
  return found;
}

function choose(accepted: readonly MediaType[], as: 'any' | 'object-only'): Negotiated | undefined {
  for (const { type, parameters } of accepted) {
    const encoding = ENCODINGS.get(type);
    if (!encoding) continue;
    const representation = parameters.get('as');
    const mediaType = encoding === 'json' ? 'application/json' : 'application/yaml';
    const pretty = parameters.get('pretty') === '1' || parameters.get('pretty') === 'true';
    if (representation === undefined) return { encoding, as: 'Object', version: 'v1', mediaType, pretty };
    if (as === 'object-only' || parameters.get('g') !== 'meta.k8s.io') continue;
    const version = parameters.get('v');
    if (version !== 'v1' && version !== 'v1beta1') continue;
    const shown = REPRESENTATIONS.get(representation);
    if (shown) return { encoding, as: shown, version, mediaType, pretty };
  }
  return undefined;
}

const REPRESENTATIONS = new Map<string, Representation>([
  ['Table', 'Table'],
  ['PartialObjectMetadata', 'PartialObjectMetadata'],
  ['PartialObjectMetadataList', 'PartialObjectMetadata'],
]);

/** What an Accept header names: best quality first, else in the client's order. */
export function parseAccept(accept: string): MediaType[] {
  const types = accept.split(',').flatMap((part): MediaType[] => {
    const [type = '', ...rest] = part.split(';').map((piece) => piece.trim());
    if (type === '') return [];
    const parameters = new Map(
      rest.map((parameter) => {
        const equals = parameter.indexOf('=');
        return [parameter.slice(0, equals), parameter.slice(equals + 1)] as const;
      }),
    );
    return [{ type, parameters, quality: Number(parameters.get('q') ?? 1) }];
  });
  return types.filter((type) => type.quality > 0).sort((a, b) => b.quality - a.quality);
}

/** Browsers and curl get indented JSON unless they say otherwise. */
export function wantsPretty(pretty: string | null, userAgent: string): boolean {
  if (pretty !== null) return pretty === 'true' || pretty === '1';
  return userAgent.startsWith('curl') || userAgent.startsWith('Wget') || userAgent.startsWith('Mozilla/5.0');
}

/** The media type of a Content-Type header, lower case, without parameters; JSON when there is none. */
export function mediaTypeOf(contentType: string | undefined): string {
  if (!contentType) return 'application/json';
  const semicolon = contentType.indexOf(';');
  return (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
}
