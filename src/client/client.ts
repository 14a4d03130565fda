/** A typed client of the Kubernetes API: what controllers and commands use. */
import { encodeJson, parseJson } from '../api/json.ts';
import type { KubeObject } from '../api/object.ts';
import { type Status, StatusError } from '../api/status.ts';
import { LineSplitter } from './lines.ts';
import type { ClientRequest, ClientStream, Transport } from './transport.ts';

export interface ResourceRef {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** Where an object is; `namespace` is absent for cluster-scoped kinds and for lists across namespaces. */
export interface Target extends ResourceRef {
  readonly namespace?: string | undefined;
  readonly name?: string;
  readonly subresource?: string;
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject;
}

type Query = Readonly<Record<string, string | number | boolean | undefined>>;

const PATCH_TYPES: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

export interface ListOfObjects {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: KubeObject[];
}

/** A group of apidiscovery.k8s.io/v2; the core group has no name. */
export interface DiscoveredGroup {
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly {
    readonly version: string;
    readonly resources: readonly {
      readonly resource: string;
      readonly singular: string;
      readonly shortNames?: readonly string[];
      readonly scope: 'Namespaced' | 'Cluster';
    }[];
  }[];
}

const DISCOVERY = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Every method rejects with the StatusError that the server answered. */
export class ApiClient {
  readonly #transport: Transport;
  readonly #userAgent: string;

  /** @param userAgent its first word is the field manager of writes */
  constructor(transport: Transport, userAgent: string) {
    this.#transport = transport;
    this.#userAgent = userAgent;
  }

  get(target: Target, query: Query = {}): Promise<KubeObject> {
    return this.#object({ method: 'GET', path: pathOf(target, query) });
  }

  /** Undefined instead of a NotFound error. */
  async find(target: Target): Promise<KubeObject | undefined> {
    try {
      return await this.get(target);
    } catch (error) {
      if (error instanceof StatusError && error.reason === 'NotFound') return undefined;
      throw error;
    }
  }

  async list(target: Target, query: Query = {}): Promise<ListOfObjects> {
    return (await this.#object({ method: 'GET', path: pathOf(target, query) })) as unknown as ListOfObjects;
  }

  /** @param path `/api` or `/apis` */
  async discovery(path: string): Promise<DiscoveredGroup[]> {
    const list = await this.#object({ method: 'GET', path, headers: { accept: DISCOVERY } });
    return list.items.map(({ metadata, versions }: any) => ({
      name: metadata?.name ?? '',
      versions: versions.map(({ version, resources = [] }: any) => ({
        version,
        resources: resources.map(({ resource, singularResource, shortNames, scope }: any) => ({
          resource,
          singular: singularResource,
          shortNames,
          scope,
        })),
      })),
    }));
  }

  create(target: Target, object: KubeObject): Promise<KubeObject> {
    return this.#object({ method: 'POST', path: pathOf(target), body: encode(object) });
  }

  update(target: Target, object: KubeObject): Promise<KubeObject> {
    return this.#object({ method: 'PUT', path: pathOf(target), body: encode(object) });
  }

  patch(target: Target, type: PatchType, patch: unknown, query: Query = {}): Promise<KubeObject> {
    const headers = { 'content-type': PATCH_TYPES[type] };
    return this.#object({ method: 'PATCH', path: pathOf(target, query), headers, body: encode(patch) });
  }

  delete(target: Target, options: object = {}): Promise<KubeObject> {
    return this.#object({ method: 'DELETE', path: pathOf(target), body: encode(options) });
  }

  /** @param accept a Content-Type to ask for, where it is not plain JSON */
  watch(target: Target, query: Query, onEvent: (event: WatchEvent) => void, accept?: string): Promise<ClientStream> {
    const lines = new LineSplitter((line) =>
      onEvent(parseJson(line, Number.POSITIVE_INFINITY) as unknown as WatchEvent),
    );
    const request = this.#request({ method: 'GET', path: pathOf(target, { ...query, watch: true }) }, accept);
    return this.#transport.stream(request, (chunk) => lines.push(chunk));
  }

  async #object(request: ClientRequest): Promise<KubeObject> {
    const response = await this.#transport.send(this.#request(request));
    const value = parseJson(response.body, Number.POSITIVE_INFINITY) as unknown as KubeObject;
    if (response.status >= 400) throw errorOf(value as unknown as Status);
    return value;
  }

  #request(request: ClientRequest, accept = 'application/json'): ClientRequest {
    const headers = {
      accept,
      'user-agent': this.#userAgent,
      ...(request.body && { 'content-type': 'application/json' }),
      ...request.headers,
    };
    return { ...request, headers };
  }
}

export function errorOf(status: Status): StatusError {
  return new StatusError(status.code ?? 500, status.reason ?? '', status.message ?? 'unknown', status.details);
}

function encode(value: unknown): Buffer {
  return Buffer.from(encodeJson(value));
}

function pathOf({ group, version, resource, namespace, name, subresource }: Target, query: Query = {}): string {
  const segments = [
    group === '' ? 'api' : `apis/${group}`,
    version,
    ...(namespace ? ['namespaces', encodeURIComponent(namespace)] : []),
    resource,
    ...(name ? [encodeURIComponent(name)] : []),
    ...(subresource ? [subresource] : []),
  ];
  const parameters = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(parameters.map(([key, value]): [string, string] => [key, String(value)]));
  return `/${segments.join('/')}${parameters.length > 0 ? `?${search}` : ''}`;
}
