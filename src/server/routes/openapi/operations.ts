/** The operations of a resource, free of the OpenAPI version that writes them. */
import type { GroupVersionKind } from '../../../api/object.ts';
import type { ApiResource } from '../discovery/api-resource.ts';
import type { QueryParameterName } from './query-parameters.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a body is: the operation's kind, a list of it, or another. */
export type Body = 'kind' | 'list' | 'patch' | 'delete-options' | 'status';

export interface Operation {
  readonly method: Method;
  /** x-kubernetes-action */
  readonly action: string;
  readonly description: string;
  readonly query: readonly QueryParameterName[];
  readonly request?: Body;
  readonly response: Body;
  readonly gvk: GroupVersionKind;
}

export interface Path {
  readonly path: string;
  /** `namespace`, `name`, as far as the path has them. */
  readonly parameters: readonly string[];
  readonly operations: readonly Operation[];
}

const WRITE: Operation['query'] = ['pretty', 'dryRun', 'fieldManager', 'fieldValidation'];
const SELECT: Operation['query'] = [
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
];
const DELETE: Operation['query'] = [
  'pretty',
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'propagationPolicy',
];

type Rule = Omit<Operation, 'gvk' | 'description'> & { readonly verb: string; readonly says: string };

/** Of the path that ends with the resource's name. */
const OF_COLLECTION: readonly Rule[] = [
  {
    verb: 'list',
    method: 'get',
    action: 'list',
    says: 'list or watch',
    query: ['pretty', 'allowWatchBookmarks', ...SELECT, 'watch'],
    response: 'list',
  },
  { verb: 'create', method: 'post', action: 'post', says: 'create', query: WRITE, request: 'kind', response: 'kind' },
  {
    verb: 'deletecollection',
    method: 'delete',
    action: 'deletecollection',
    says: 'delete a collection of',
    query: [...DELETE, ...SELECT],
    request: 'delete-options',
    response: 'status',
  },
];

/** Of the path that ends with an object's name, or with a subresource. */
const OF_OBJECT: readonly Rule[] = [
  { verb: 'get', method: 'get', action: 'get', says: 'read', query: ['pretty'], response: 'kind' },
  { verb: 'update', method: 'put', action: 'put', says: 'replace', query: WRITE, request: 'kind', response: 'kind' },
  {
    verb: 'patch',
    method: 'patch',
    action: 'patch',
    says: 'partially update',
    query: [...WRITE, 'force'],
    request: 'patch',
    response: 'kind',
  },
  {
    verb: 'delete',
    method: 'delete',
    action: 'delete',
    says: 'delete',
    query: DELETE,
    request: 'delete-options',
    response: 'status',
  },
];
const CREATE_ON_OBJECT: Rule = OF_COLLECTION.find(({ verb }) => verb === 'create')!;

/** @param row one of the group version's resources or subresources, as discovery lists them */
export function pathsOf(group: string, version: string, row: ApiResource): Path[] {
  const gvk = { group: row.group ?? group, version: row.version ?? version, kind: row.kind };
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const [resource, subresource] = row.name.split('/');
  const scoped = row.namespaced ? `${root}/namespaces/{namespace}/${resource}` : `${root}/${resource}`;
  const scope = row.namespaced ? ['namespace'] : [];
  const make = (path: string, parameters: string[], rules: readonly Rule[]): Path => ({
    path,
    parameters,
    operations: operationsOf(rules, row, gvk),
  });
  const named = [...scope, 'name'];
  if (subresource) {
    return [make(`${scoped}/{name}/${subresource}`, named, [...OF_OBJECT, CREATE_ON_OBJECT])].filter(isUsed);
  }
  const everywhere = row.namespaced ? [make(`${root}/${resource}`, [], OF_COLLECTION.slice(0, 1))] : [];
  return [...everywhere, make(scoped, scope, OF_COLLECTION), make(`${scoped}/{name}`, named, OF_OBJECT)].filter(isUsed);
}

function operationsOf(rules: readonly Rule[], row: ApiResource, gvk: GroupVersionKind): Operation[] {
  const what = row.name.includes('/') ? `${row.name.split('/')[1]} of the specified ${row.kind}` : row.kind;
  return rules
    .filter(({ verb }) => row.verbs.includes(verb))
    .map(({ verb: _, says, ...rule }) => ({ ...rule, gvk, description: `${says} ${what}` }));
}

function isUsed({ operations }: Path): boolean {
  return operations.length > 0;
}
