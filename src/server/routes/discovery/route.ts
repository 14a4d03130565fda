/** `/`, `/api`, `/apis` and below, up to where resources begin. */
import { createHash } from 'node:crypto';
import { methodNotAllowed } from '../../../api/status.ts';
import { headerOf, respondValue } from '../../../handlers/respond/json.ts';
import { NO_BODY } from '../../../request/body-pieces.ts';
import type { ApiRequest, ApiResponse } from '../../../request/http.ts';
import { parseAccept } from '../../../request/negotiate.ts';
import type { CatalogGroup } from './catalog.ts';
import { aggregatedDiscovery, apiGroup, apiGroupList, apiResourceList, apiVersions, rootPaths } from './documents.ts';

export class DiscoveryRoute {
  readonly #catalog: () => readonly CatalogGroup[];
  readonly #serverAddress: () => string;
  /** Aggregated documents are some 100 KB, and every kubectl asks for them: made once for each catalog. */
  readonly #made = new WeakMap<readonly CatalogGroup[], Map<string, Made>>();

  /** @param catalog the same array as long as nothing changed */
  constructor(catalog: () => readonly CatalogGroup[], serverAddress: () => string) {
    this.#catalog = catalog;
    this.#serverAddress = serverAddress;
  }

  /** Undefined when the path is none of discovery's. */
  handle(request: ApiRequest): ApiResponse | undefined {
    const [root, ...rest] = request.path.replace(/^\/|\/$/g, '').split('/');
    if (root === '' && rest.length === 0 && request.method === 'GET') {
      return respondValue(request, 200, rootPaths(this.#catalog()));
    }
    if (root !== 'api' && root !== 'apis') return undefined;
    const response = root === 'api' ? this.#core(request, rest) : this.#groups(request, rest);
    if (response && request.method !== 'GET') throw methodNotAllowed();
    return response;
  }

  #core(request: ApiRequest, [version, ...more]: string[]): ApiResponse | undefined {
    const core = this.#catalog().filter(({ name }) => name === '');
    if (version === undefined) {
      return this.#aggregated(request, 'core', core) ?? respondValue(request, 200, apiVersions(this.#serverAddress()));
    }
    return more.length > 0 ? undefined : resourceList(request, core[0], version);
  }

  #groups(request: ApiRequest, [name, version, ...more]: string[]): ApiResponse | undefined {
    const groups = this.#catalog().filter((group) => group.name !== '');
    if (name === undefined) {
      return this.#aggregated(request, 'groups', groups) ?? respondValue(request, 200, apiGroupList(groups));
    }
    const group = groups.find((candidate) => candidate.name === name);
    if (!group || more.length > 0) return undefined;
    return version === undefined ? respondValue(request, 200, apiGroup(group)) : resourceList(request, group, version);
  }

  #aggregated(request: ApiRequest, which: string, groups: readonly CatalogGroup[]): ApiResponse | undefined {
    const version = aggregatedVersion(headerOf(request, 'accept') ?? '');
    if (!version) return undefined;
    const object = () => aggregatedDiscovery(groups, version);
    const { body, etag } = this.#make(`${which} ${version}`, object);
    const headers = {
      'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
      etag,
      vary: 'Accept',
    };
    if (headerOf(request, 'if-none-match') === etag) return { status: 304, headers, body: NO_BODY };
    return { status: 200, headers, body, object };
  }

  #make(key: string, document: () => unknown): Made {
    const catalog = this.#catalog();
    const made = this.#made.get(catalog) ?? new Map<string, Made>();
    this.#made.set(catalog, made);
    let entry = made.get(key);
    if (!entry) {
      const body = Buffer.from(JSON.stringify(document()));
      entry = { body, etag: `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"` };
      made.set(key, entry);
    }
    return entry;
  }
}

interface Made {
  readonly body: Buffer;
  readonly etag: string;
}

/** Undefined when the client would rather have the plain document. */
function aggregatedVersion(accept: string): 'v2' | 'v2beta1' | undefined {
  for (const { type, parameters } of parseAccept(accept)) {
    if (type !== 'application/json') continue;
    const as = parameters.get('as');
    if (as === undefined) return undefined;
    const version = parameters.get('v');
    const isAggregated = as === 'APIGroupDiscoveryList' && parameters.get('g') === 'apidiscovery.k8s.io';
    if (isAggregated && (version === 'v2' || version === 'v2beta1')) return version;
  }
  return undefined;
}

function resourceList(request: ApiRequest, group: CatalogGroup | undefined, version: string): ApiResponse | undefined {
  const found = group?.versions.find((candidate) => candidate.version === version);
  return found && respondValue(request, 200, apiResourceList(group!.name, found));
}
