import type { RequestInfo, ResourceRequest } from '../../request/request-info.ts';

/** The labels kube-apiserver puts on its request metrics, but for the status code. */
export interface RequestLabels {
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly scope: string;
}

const VERBS: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['list', 'LIST'],
  ['watch', 'WATCH'],
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['deletecollection', 'DELETE'],
]);
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const OTHER = 'other';

/** Paths outside of resources that are told apart, with all below them. */
const PATHS: ReadonlySet<string> = new Set([
  'api',
  'apis',
  'healthz',
  'livez',
  'metrics',
  'openapi',
  'readyz',
  'version',
]);

export function scopeOf(info: ResourceRequest): string {
  if (info.name !== '' || info.verb === 'create') return 'resource';
  return info.namespace === '' ? 'cluster' : 'namespace';
}

export function resourceLabels(info: ResourceRequest): RequestLabels {
  const { group, version, resource, subresource } = info;
  return { verb: VERBS.get(info.verb) ?? OTHER, group, version, resource, subresource, scope: scopeOf(info) };
}

/** For everything that is no resource, or none that is served: few labels, whatever clients ask for (CVE-2020-8552). */
export function otherLabels(info: RequestInfo, method: string): RequestLabels {
  const first = info.path.split('/', 2)[1] ?? '';
  const subresource = !info.isResourceRequest && PATHS.has(first) ? `/${first}` : '';
  return { verb: METHODS.has(method) ? method : OTHER, group: '', version: '', resource: '', subresource, scope: '' };
}
