/**
 * What a request's method and path ask for, in the API's own nouns (k8s.io/apiserver/pkg/endpoints/request RequestInfo).
 * Authorization, admission and audit read this, never the path.
 */
export interface ResourceRequest {
  readonly isResourceRequest: true;
  readonly path: string;
  /** get, list, watch, create, update, patch, delete, deletecollection */
  readonly verb: string;
  readonly apiPrefix: 'api' | 'apis';
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  /** The path's segments after the version, and after the namespace when it names one. */
  readonly parts: readonly string[];
}

export interface NonResourceRequest {
  readonly isResourceRequest: false;
  readonly path: string;
  /** The HTTP method in lower case. */
  readonly verb: string;
}

export type RequestInfo = ResourceRequest | NonResourceRequest;
