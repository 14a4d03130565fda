/** `/openapi/v2` and `/openapi/v3`, in JSON; v2 also in protobuf. */
import { methodNotAllowed, StatusError } from '../../../api/status.ts';
import { headerOf } from '../../../handlers/respond/json.ts';
import { NO_BODY } from '../../../request/body-pieces.ts';
import type { ApiRequest, ApiResponse } from '../../../request/http.ts';
import type { CatalogGroup } from '../discovery/catalog.ts';
import { DocumentCache, decompress, type MadeDocument } from './document-cache.ts';
import { acceptsProtobufV2, PROTOBUF_V2 } from './protobuf-document.ts';

const INDEX = '/openapi/v3';
const JSON_TYPE = 'application/json';
const ACCEPTS_JSON = /(?:^|[,\s])(?:application\/(?:json|\*)|\*\/\*)/;
const ACCEPTS_GZIP = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/;

export class OpenApiRoute {
  readonly #catalog: () => readonly CatalogGroup[];
  readonly #version: string;
  readonly #caches = new WeakMap<readonly CatalogGroup[], DocumentCache>();

  /**
   * @param catalog the same array as long as nothing changed
   * @param version the server's, as documents tell it: `v1.36.0`
   */
  constructor(catalog: () => readonly CatalogGroup[], version: string) {
    this.#catalog = catalog;
    this.#version = version;
  }

  /** Undefined when the path is none of OpenAPI's. @throws StatusError 405, 406 */
  handle(request: ApiRequest): Promise<ApiResponse | undefined> | undefined {
    const path = request.path.replace(/\/$/, '');
    if (path !== '/openapi/v2' && path !== INDEX && !path.startsWith(`${INDEX}/`)) return undefined;
    if (request.method !== 'GET' && request.method !== 'HEAD') throw methodNotAllowed();
    const accept = headerOf(request, 'accept') || JSON_TYPE;
    if (!ACCEPTS_JSON.test(accept)) {
      if (path === '/openapi/v2' && acceptsProtobufV2(accept)) return this.#protobufV2(request);
      throw notAcceptable();
    }
    if (path === INDEX) return this.#index();
    return path === '/openapi/v2' ? this.#v2(request) : this.#v3(request, path.slice(INDEX.length + 1));
  }

  async #index(): Promise<ApiResponse> {
    const documents = await this.#cache().v3();
    const paths = Object.fromEntries(
      [...documents].map(([path, { hash }]) => [path, { serverRelativeURL: urlOf(path, hash) }]),
    );
    return { status: 200, headers: { 'content-type': JSON_TYPE }, body: Buffer.from(JSON.stringify({ paths })) };
  }

  async #protobufV2(request: ApiRequest): Promise<ApiResponse> {
    return respond(request, await this.#cache().protobufV2(), { 'content-type': PROTOBUF_V2 });
  }

  async #v2(request: ApiRequest): Promise<ApiResponse> {
    return respond(request, await this.#cache().v2(), {});
  }

  async #v3(request: ApiRequest, path: string): Promise<ApiResponse | undefined> {
    const document = (await this.#cache().v3()).get(path);
    if (!document) return undefined;
    const asked = request.query.get('hash');
    if (!asked) return respond(request, document, {});
    if (asked !== document.hash)
      return { status: 301, headers: { location: urlOf(path, document.hash) }, body: NO_BODY };
    return respond(request, document, { 'cache-control': 'public, max-age=31536000, immutable' });
  }

  #cache(): DocumentCache {
    const catalog = this.#catalog();
    let cache = this.#caches.get(catalog);
    if (!cache) {
      cache = new DocumentCache(catalog, this.#version);
      this.#caches.set(catalog, cache);
    }
    return cache;
  }
}

function urlOf(path: string, hash: string): string {
  return `${INDEX}/${path}?hash=${hash}`;
}

function notAcceptable(): StatusError {
  return new StatusError(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${JSON_TYPE}`, {});
}

type ResponseHeaders = ApiResponse['headers'];

async function respond(request: ApiRequest, document: MadeDocument, extra: ResponseHeaders): Promise<ApiResponse> {
  const etag = `"${document.hash}"`;
  const headers = { 'content-type': JSON_TYPE, etag, vary: 'Accept, Accept-Encoding', ...extra };
  if (headerOf(request, 'if-none-match') === etag) return { status: 304, headers, body: NO_BODY };
  if (!ACCEPTS_GZIP.test(headerOf(request, 'accept-encoding') ?? '')) {
    return { status: 200, headers, body: await decompress(document) };
  }
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: document.gzipped };
}
