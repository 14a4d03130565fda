import type { Admission } from '../admission/admission.ts';
import { apiVersionOf, type GroupVersionKind, type KubeObject } from '../api/object.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import type { Resource, ServedVersion, TableDefinition } from '../registry/resource.ts';
import type { Clock } from '../registry/store/contract.ts';
import type { ResourceStore } from '../registry/store/store.ts';
import type { KnownObjects, ObjectSubresource } from '../registry/strategy.ts';
import type { RequestContext } from '../request/context.ts';
import type { ApiResponse } from '../request/http.ts';
import type { ResourceRequest } from '../request/request-info.ts';
import { fillUnset } from '../schema/fill-unset.ts';
import type { ObjectSchema } from '../schema/schema.ts';
import { schemaOf } from '../schema/schema-of.ts';

/** What the handlers of all resources share. */
export interface HandlerDependencies {
  readonly admission: Admission;
  /** Asked again where a request does more than its verb says. */
  readonly authorizer: Authorizer;
  readonly rbac: RbacIndex;
  readonly known: KnownObjects;
  readonly clock: Clock;
  /** Whether any kind of this server is so called. */
  isKnown(gvk: GroupVersionKind): boolean;
  /** Ends watches after a while, so that clients spread over replicas: from this to twice this many seconds. */
  readonly minRequestTimeoutSeconds: number;
  /** Between 0 and 1. */
  random(): number;
}

/** One request for a resource, resolved: what every verb's handler is handed. */
export interface Scope {
  readonly context: RequestContext;
  readonly info: ResourceRequest;
  readonly store: ResourceStore;
  readonly resource: Resource;
  readonly version: ServedVersion;
  /** Of the served version's kind. */
  readonly schema: ObjectSchema;
  readonly table: TableDefinition;
  /** Set when the request is for a subresource that is a view of the object. */
  readonly subresource: ObjectSubresource | undefined;
  readonly dependencies: HandlerDependencies;
}

export type Handler = (scope: Scope) => ApiResponse | Promise<ApiResponse>;

/** A resource in one of the versions that it is served in. */
type InVersion = Pick<Scope, 'resource' | 'version'>;

export function servedApiVersion({ resource, version }: InVersion): string {
  return apiVersionOf({ group: resource.group, version: version.version });
}

export function servedKind({ resource, version }: Scope): string {
  return version.kind ?? resource.kind;
}

/** What it holds is for nobody but those who may read it. */
export function isSecret({ resource }: Pick<Scope, 'resource'>): boolean {
  return resource.group === '' && resource.kind === 'Secret';
}

/** Whether stored objects are served as they are. */
export function servesStored({ resource, version }: InVersion): boolean {
  return version.version === resource.storedVersion && !version.fromStored;
}

/** @param object in the stored version; not changed. Versions show other fields unset. */
export function toServed(scope: InVersion, object: KubeObject): KubeObject {
  if (servesStored(scope)) return object;
  const converted = scope.version.fromStored ? scope.version.fromStored(object) : { ...object };
  converted.apiVersion = servedApiVersion(scope);
  return fillUnset(converted, schemaOf(scope.version.model));
}

/** @param object in the served version; may become part of the result */
export function toStored(scope: InVersion, object: KubeObject): KubeObject {
  if (servesStored(scope)) return object;
  if (scope.version.toStored) return scope.version.toStored(object);
  object.apiVersion = apiVersionOf({ group: scope.resource.group, version: scope.resource.storedVersion });
  return object;
}
