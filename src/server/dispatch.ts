/** The end of the chain: the route or handler that a request is for. */
import { methodNotAllowed, resourceNotFound } from '../api/status.ts';
import { create } from '../handlers/create.ts';
import { remove } from '../handlers/delete.ts';
import { deleteCollection } from '../handlers/delete-collection.ts';
import { tellDeprecation } from '../handlers/deprecation.ts';
import { get } from '../handlers/get.ts';
import { list } from '../handlers/list.ts';
import { patch } from '../handlers/patch.ts';
import type { Handler, HandlerDependencies, Scope } from '../handlers/scope.ts';
import { connect } from '../handlers/subresources/connect.ts';
import { scaleHandlers } from '../handlers/subresources/scale.ts';
import { update } from '../handlers/update.ts';
import type { VirtualEndpoint } from '../handlers/virtual/endpoint.ts';
import { watch } from '../handlers/watch.ts';
import type { Registry, Served } from '../registry/registry.ts';
import type { Resource, Verb } from '../registry/resource.ts';
import { type ObjectSubresource, VIEW_VERBS, type ViewVerb } from '../registry/strategy.ts';
import type { RequestContext } from '../request/context.ts';
import type { ApiResponse } from '../request/http.ts';
import type { ResourceRequest } from '../request/request-info.ts';
import type { Terminal } from './chain.ts';

const HANDLERS: Readonly<Record<Verb, Handler>> = {
  get,
  list,
  watch,
  create,
  update,
  patch,
  delete: remove,
  deletecollection: deleteCollection,
};

/** Handlers of a subresource that is a view of the object. */
const VIEW_HANDLERS: Readonly<Record<ViewVerb, Handler>> = { get, update, patch };

export interface Routes {
  /** Everything that is not about a resource: health, version, discovery, openapi, metrics. Undefined: no such path. */
  nonResource(context: RequestContext): ApiResponse | Promise<ApiResponse | undefined> | undefined;
}

export function dispatch(
  registry: Registry,
  virtuals: ReadonlyMap<string, VirtualEndpoint>,
  routes: Routes,
  dependencies: HandlerDependencies,
): Terminal {
  return (context) => {
    const { info } = context;
    if (!info.isResourceRequest) return orNotFound(routes.nonResource(context));
    checkMethod(context.request.method, info);
    const virtual = virtuals.get(virtualKey(info));
    if (virtual) return handleVirtual(virtual, context, info);
    const served = registry.find(info.group, info.version, info.resource);
    if (!served) return unknownResource(registry, info);
    return handleResource(served, context, info, dependencies);
  };
}

/** HEAD reads as GET, and the old paths of watches as watches whatever the method: neither is served so. */
function checkMethod(method: string, { verb }: ResourceRequest): void {
  if (method === 'HEAD' || (verb === 'watch' && method !== 'GET')) throw methodNotAllowed();
}

function orNotFound(
  response: ApiResponse | Promise<ApiResponse | undefined> | undefined,
): ApiResponse | Promise<ApiResponse> {
  if (response instanceof Promise) return response.then((found) => found ?? pageNotFound());
  return response ?? pageNotFound();
}

/** Go's mux answers so, and clients that probe for a group rely on it. */
function pageNotFound(): ApiResponse {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return { status: 404, headers, body: Buffer.from('404 page not found\n') };
}

function unknownResource(registry: Registry, info: ResourceRequest): ApiResponse {
  if (registry.hasGroupVersion(info.group, info.version)) throw resourceNotFound();
  return pageNotFound();
}

export function virtualKey({ group, version, resource, subresource }: ResourceRequest): string {
  return `${group}/${version}/${subresource === '' ? resource : `${resource}/${subresource}`}`;
}

function handleVirtual(virtual: VirtualEndpoint, context: RequestContext, info: ResourceRequest) {
  // Threat: a cluster-scoped resource must not be reachable through a namespace's path, nor the reverse (CVE-2019-11247).
  if (virtual.namespaced !== (info.namespace !== '')) throw resourceNotFound();
  if (!virtual.verbs.includes(info.verb)) throw methodNotAllowed();
  return virtual.handle(context, info);
}

function handleResource(
  served: Served,
  context: RequestContext,
  info: ResourceRequest,
  dependencies: HandlerDependencies,
): ApiResponse | Promise<ApiResponse> {
  checkPath(served, info);
  const handler = findHandler(served, info);
  const scope: Scope = {
    context,
    info,
    store: served.store,
    resource: served.resource,
    version: served.version,
    table: served.table,
    schema: served.schema,
    subresource: viewOf(served.resource, info.subresource),
    dependencies,
  };
  const { deprecation, removedRelease } = served.resource;
  if (deprecation) tellDeprecation(context, deprecation, removedRelease);
  return handler(scope);
}

/** Threat: a cluster-scoped resource must not be reachable through a namespace's path (CVE-2019-11247). */
function checkPath({ resource }: Served, info: ResourceRequest): void {
  if (!resource.namespaced && info.namespace !== '' && !isNamespaceItself(resource, info)) throw resourceNotFound();
  if (resource.namespaced && info.namespace === '' && info.parts.length > 1) throw resourceNotFound();
  if (resource.namespaced && info.namespace === '' && !ACROSS_NAMESPACES.has(info.verb)) throw methodNotAllowed();
}

/** The path of a namespace reads as one inside of it. What else is below it must not be another namespace. */
function isNamespaceItself({ group, name }: Resource, info: ResourceRequest): boolean {
  return group === '' && name === 'namespaces' && info.namespace === info.name;
}

const ACROSS_NAMESPACES = new Set(['list', 'watch']);

function findHandler({ resource }: Served, info: ResourceRequest): Handler {
  if (info.subresource === '') {
    if (!Object.hasOwn(HANDLERS, info.verb) || !resource.verbs.includes(info.verb as Verb)) throw methodNotAllowed();
    if (info.verb === 'create' && info.parts.length > 1) throw methodNotAllowed();
    if (BY_NAME.has(info.verb) && info.parts.length < 2) throw methodNotAllowed();
    return HANDLERS[info.verb as Verb];
  }
  const [name = ''] = info.subresource.split('/');
  const connection = own(resource.connectSubresources, name);
  if (connection) return connect(connection, info);
  if (name !== info.subresource) throw resourceNotFound();
  if (name === 'scale' && resource.scale) return scaleHandlers.get(info.verb) ?? notAllowed();
  const view = viewOf(resource, name);
  if (!view) throw resourceNotFound();
  const { verbs = VIEW_VERBS } = view;
  return verbs.includes(info.verb as ViewVerb) ? VIEW_HANDLERS[info.verb as ViewVerb] : notAllowed();
}
const BY_NAME = new Set(['update', 'patch']);

function notAllowed(): never {
  throw methodNotAllowed();
}

function viewOf(resource: Resource, name: string): ObjectSubresource | undefined {
  return name === 'status' ? resource.status : own(resource.objectSubresources, name);
}

function own<T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return table && Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Whether a resource has a subresource of this name (virtual ones aside). */
export function hasSubresource(resource: Resource, subresource: string): boolean {
  const [name = ''] = subresource.split('/', 1);
  return (
    (name === 'scale' && resource.scale !== undefined) ||
    own(resource.connectSubresources, name) !== undefined ||
    viewOf(resource, name) !== undefined
  );
}
