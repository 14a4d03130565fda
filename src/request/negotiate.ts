/** Which form of answer a client wants (k8s.io/apiserver/pkg/endpoints/handlers/negotiation). Pure. */

export type Encoding = 'json' | 'yaml';
/** How an object is shown: as it is, as a Table, or by its metadata alone. */
export type Representation = 'Object' | 'Table' | 'PartialObjectMetadata';

export interface Negotiated {
  readonly encoding: Encoding;
  readonly as: Representation;
  readonly version: 'v1' | 'v1beta1';
  /** The form was asked for that lists have, where objects have another. */
  readonly asList: boolean;
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
  asList: false,
  mediaType: 'application/json',
  pretty: false,
};

const memo = new Map<string, Negotiated | undefined>();
const MEMO_LIMIT = 256;

/** What an endpoint gives: objects alone, other representations of them too, or a stream of either. */
export type Offer = 'object-only' | 'any' | 'watch';

/** @returns undefined when nothing that the client accepts can be given: 406 */
export function negotiate(accept: string | undefined, offer: Offer): Negotiated | undefined {
  if (accept === undefined || accept === '' || accept === 'application/json') return PLAIN_JSON;
  const key = `${offer} ${accept}`;
  if (memo.has(key)) return memo.get(key);
  const found = choose(parseAccept(accept), offer);
  // Bounded: clients choose what they send.
  if (memo.size >= MEMO_LIMIT) memo.clear();
  if (accept.length < 1024) memo.set(key, found);
  return found;
}

function choose(accepted: readonly MediaType[], offer: Offer): Negotiated | undefined {
  for (const { type, parameters } of accepted) {
    const encoding = ENCODINGS.get(type);
    if (!encoding || !canStream(parameters.get('stream'), encoding)) continue;
    const shown = representationOf(parameters, offer);
    if (!shown) continue;
    // kube-apiserver looks no further once a type fits, though it may not stream it.
    if (offer === 'watch' && encoding !== 'json') return undefined;
    const mediaType = encoding === 'json' ? 'application/json' : 'application/yaml';
    const pretty = parameters.get('pretty') === '1' || parameters.get('pretty') === 'true';
    return { encoding, ...shown, mediaType, pretty };
  }
  return undefined;
}

function canStream(stream: string | undefined, encoding: Encoding): boolean {
  return !stream || (stream === 'watch' && encoding === 'json');
}

const CONVERSION = ['as', 'g', 'v'] as const;

function representationOf(
  parameters: MediaType['parameters'],
  offer: Offer,
): Pick<Negotiated, 'as' | 'version' | 'asList'> | undefined {
  if (!CONVERSION.some((name) => parameters.has(name))) return { as: 'Object', version: 'v1', asList: false };
  if (offer === 'object-only' || parameters.get('g') !== 'meta.k8s.io') return undefined;
  const version = parameters.get('v');
  const kind = parameters.get('as') ?? '';
  const as = REPRESENTATIONS.get(kind);
  if (!as || (version !== 'v1' && version !== 'v1beta1')) return undefined;
  return { as, version, asList: kind === 'PartialObjectMetadataList' };
}

/** Whether the header names a type that there is, whatever else it asks of it. */
export function namesServedType(accept: string): boolean {
  return parseAccept(accept).some(({ type }) => ENCODINGS.has(type));
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
