import type { RequestContext } from '../../request/context.ts';
import type { ApiResponse } from '../../request/http.ts';
import type { ResourceRequest } from '../../request/request-info.ts';

/**
 * A resource or subresource that stores nothing of its own: reviews, bindings, evictions, tokens. Discovery lists it
 * like any other.
 */
export interface VirtualEndpoint {
  readonly group: string;
  readonly version: string;
  /** `tokenreviews`, or `pods/eviction`. */
  readonly name: string;
  readonly singular: string;
  readonly kind: string;
  /** Of the body, where it is another group's: `policy/v1` Eviction under `pods`. */
  readonly kindGroupVersion?: { readonly group: string; readonly version: string };
  readonly namespaced: boolean;
  readonly shortNames?: readonly string[];
  readonly verbs: readonly string[];
  handle(context: RequestContext, info: ResourceRequest): ApiResponse | Promise<ApiResponse>;
}
