/** From method and path to RequestInfo (k8s.io/apiserver/pkg/endpoints/request RequestInfoFactory). Pure. */
import type { RequestInfo, ResourceRequest } from './request-info.ts';

const VERBS = new Map([
  ['POST', 'create'],
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
]);

/** Subresources of namespaces, which would else read as resources inside the namespace of that name. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

/**
 * @param path as it was sent, percent-encoded
 * @throws URIError when the path's percent-encoding is broken
 */
export function resolveRequestInfo(method: string, path: string, query: () => URLSearchParams): RequestInfo {
  const parts = splitPath(path.includes('%') ? decodeURIComponent(path) : path);
  const prefix = parts[0];
  const head = prefix === 'api' ? 2 : prefix === 'apis' ? 3 : 0;
  if (head === 0 || parts.length <= head) return { isResourceRequest: false, path, verb: method.toLowerCase() };
  const group = prefix === 'api' ? '' : parts[1]!;
  return resolveResource(method, path, prefix as 'api' | 'apis', group, parts[head - 1]!, parts.slice(head), query);
}

/** Without the slash at its start and the one at its end. Every request passes here: V8 splits slower than this. */
function splitPath(path: string): string[] {
  const parts: string[] = [];
  const end = path.length > 1 && path.endsWith('/') ? path.length - 1 : path.length;
  let start = path.startsWith('/') ? 1 : 0;
  for (let slash = path.indexOf('/', start); slash >= 0 && slash < end; slash = path.indexOf('/', start)) {
    parts.push(path.slice(start, slash));
    start = slash + 1;
  }
  parts.push(path.slice(start, end));
  return parts;
}

function resolveResource(
  method: string,
  path: string,
  apiPrefix: 'api' | 'apis',
  group: string,
  version: string,
  rest: string[],
  query: () => URLSearchParams,
): ResourceRequest {
  // `/api/v1/watch/…` is the deprecated spelling of `?watch=true`.
  const watchPath = rest[0] === 'watch' && rest.length > 1;
  const { namespace, parts } = splitNamespace(watchPath ? rest.slice(1) : rest);
  const [resource = '', name = '', ...subresource] = parts;
  const target = { namespace, name };
  const verb = watchPath ? 'watch' : collectionVerb(VERBS.get(method) ?? method.toLowerCase(), target, query);
  return {
    isResourceRequest: true,
    path,
    verb,
    apiPrefix,
    group,
    version,
    namespace: target.namespace,
    resource,
    subresource: subresource.join('/'),
    name: target.name,
    parts,
  };
}

function splitNamespace(parts: string[]): { namespace: string; parts: string[] } {
  if (parts[0] !== 'namespaces' || parts.length < 2) return { namespace: '', parts };
  const namespace = parts[1]!;
  const inside = parts.length > 2 && !NAMESPACE_SUBRESOURCES.has(parts[2]!);
  return { namespace, parts: inside ? parts.slice(2) : parts };
}

/** Verbs on a whole collection have their own names; `fieldSelector=metadata.name=x` names one object of a list. */
function collectionVerb(verb: string, target: { name: string }, query: () => URLSearchParams): string {
  if (target.name !== '') return verb;
  if (verb === 'delete') return 'deletecollection';
  if (verb !== 'get') return verb;
  const parameters = query();
  const named = /(?:^|,)metadata\.name==?([^,]+)(?:,|$)/.exec(parameters.get('fieldSelector') ?? '');
  if (named && /^[^/%]+$/.test(named[1]!)) target.name = named[1]!;
  return isTrue(parameters.get('watch')) ? 'watch' : 'list';
}

/** How boolean query parameters read: anything but these is true, as upstream's conversion has it. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}
