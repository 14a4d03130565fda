/** The vocabulary of operations, free of the OpenAPI version that writes them. */
import type { GroupVersionKind } from '../../../api/object.ts';
import type { QueryParameterName } from './query-parameters.ts';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options';

/** What a body is: the operation's kind, a list of it, or another; `any`: whatever is at the other end of a connection. */
export type Body =
  | 'kind'
  | 'list'
  | 'patch'
  | 'delete-options'
  | 'status'
  | 'watch-event'
  | 'log'
  | 'any'
  | { readonly definition: string };

export interface Operation {
  readonly method: Method;
  readonly id: string;
  readonly tag: string;
  readonly description: string;
  readonly query: readonly QueryParameterName[];
  readonly request?: Body;
  readonly response: Body;
  readonly statuses: readonly Status[];
  /** Of the operations on resources. */
  readonly about?: About;
}

export type Status = 200 | 201 | 202;

interface About {
  /** x-kubernetes-action */
  readonly action: string;
  readonly gvk: GroupVersionKind;
}

export interface Path {
  readonly path: string;
  /** What stands in the path in braces. */
  readonly parameters: readonly PathParameter[];
  readonly operations: readonly Operation[];
}

export interface PathParameter {
  readonly name: 'namespace' | 'name' | 'path';
  readonly description: string;
}
