/** What a verb of a resource is as an operation. */

import type { Body, Method, Status } from './operation.ts';
import { articled } from './operation-names.ts';
import type { QueryParameterName } from './query-parameters.ts';

/** What an operation is about: the kind of the resource, and the subresource. */
export interface Topic {
  readonly kind: string;
  /** Empty: the resource itself. */
  readonly subresource: string;
  readonly watchable: boolean;
}

export interface Rule {
  /** As discovery lists it. */
  readonly verb: string;
  readonly method: Method;
  readonly action: string;
  /** The first word of the operation's id. */
  readonly word: string;
  /** What stands in the id before and after the resource. */
  readonly before?: string;
  readonly after?: string;
  readonly says: (topic: Topic) => string;
  readonly query: readonly QueryParameterName[];
  readonly request?: Body;
  readonly response: Body;
  readonly statuses: readonly Status[];
}

const WRITE: Rule['query'] = ['pretty', 'dryRun', 'fieldManager', 'fieldValidation'];
const SELECT: Rule['query'] = [
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
];
const LIST: Rule['query'] = ['pretty', 'allowWatchBookmarks', ...SELECT, 'watch'];
const DELETE: Rule['query'] = [
  'pretty',
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'propagationPolicy',
];

const ofSpecified = ({ kind, subresource }: Topic) => `${subresource && `${subresource} of `}the specified ${kind}`;
const ofOne = ({ kind, subresource }: Topic) => `${subresource && ` ${subresource} of`}${articled(kind)}`;

const OLDER = "deprecated: use the 'watch' parameter with a list operation instead";

export const LIST_RULE: Rule = {
  verb: 'list',
  method: 'get',
  action: 'list',
  word: 'list',
  statuses: [200],
  says: ({ kind, watchable }) => `list${watchable ? ' or watch' : ''} objects of kind ${kind}`,
  query: LIST,
  response: 'list',
};

const CREATE_RULE: Rule = {
  verb: 'create',
  method: 'post',
  action: 'post',
  word: 'create',
  statuses: [200, 201, 202],
  says: (topic) => `create${ofOne(topic)}`,
  query: WRITE,
  request: 'kind',
  response: 'kind',
};

/** Of the path that ends with the resource's name. */
export const OF_COLLECTION: readonly Rule[] = [
  LIST_RULE,
  CREATE_RULE,
  {
    verb: 'deletecollection',
    method: 'delete',
    action: 'deletecollection',
    word: 'delete',
    statuses: [200],
    before: 'Collection',
    says: ({ kind }) => `delete collection of ${kind}`,
    query: [...DELETE, ...SELECT],
    request: 'delete-options',
    response: 'status',
  },
];

/** Of the path that ends with an object's name. */
export const OF_OBJECT: readonly Rule[] = [
  {
    verb: 'get',
    method: 'get',
    action: 'get',
    word: 'read',
    statuses: [200],
    says: (topic) => `read ${ofSpecified(topic)}`,
    query: ['pretty'],
    response: 'kind',
  },
  {
    verb: 'update',
    method: 'put',
    action: 'put',
    word: 'replace',
    statuses: [200, 201],
    says: (topic) => `replace ${ofSpecified(topic)}`,
    query: WRITE,
    request: 'kind',
    response: 'kind',
  },
  {
    verb: 'patch',
    method: 'patch',
    action: 'patch',
    word: 'patch',
    statuses: [200, 201],
    says: (topic) => `partially update ${ofSpecified(topic)}`,
    query: [...WRITE, 'force'],
    request: 'patch',
    response: 'kind',
  },
  {
    verb: 'delete',
    method: 'delete',
    action: 'delete',
    word: 'delete',
    statuses: [200, 202],
    says: (topic) => `delete${ofOne(topic)}`,
    query: DELETE,
    request: 'delete-options',
    response: 'status',
  },
];

/** Of the path that ends with a subresource. */
export const OF_SUBRESOURCE: readonly Rule[] = [...OF_OBJECT, CREATE_RULE];

export const OF_LOG: readonly Rule[] = [
  {
    ...OF_OBJECT[0]!,
    query: [
      'container',
      'follow',
      'insecureSkipTLSVerifyBackend',
      'limitBytes',
      'pretty',
      'previous',
      'sinceSeconds',
      'stream',
      'tailLines',
      'timestamps',
    ],
    response: 'log',
  },
];

/** `/watch/…`, the older spelling of `?watch=true`. */
export const WATCH_COLLECTION: Rule = {
  verb: 'watch',
  method: 'get',
  action: 'watchlist',
  word: 'watch',
  after: 'List',
  statuses: [200],
  says: ({ kind }) => `watch individual changes to a list of ${kind}. ${OLDER}.`,
  query: LIST,
  response: 'watch-event',
};
export const WATCH_OBJECT: Rule = {
  verb: 'watch',
  method: 'get',
  action: 'watch',
  word: 'watch',
  statuses: [200],
  says: ({ kind }) =>
    `watch changes to an object of kind ${kind}. ${OLDER}, filtered to a single item with the 'fieldSelector' parameter.`,
  query: LIST,
  response: 'watch-event',
};

const STREAMS = ['container', 'stderr', 'stdin', 'stdout', 'tty'] as const;
const STREAMING: readonly Method[] = ['get', 'post'];
const PROXYING: readonly Method[] = ['get', 'post', 'put', 'delete', 'options', 'head', 'patch'];

/** The kinds of options of the subresources that connect to something: by which methods, with what in the query. */
const CONNECTIONS: ReadonlyMap<string, readonly [methods: readonly Method[], query: Rule['query']]> = new Map([
  ['PodAttachOptions', [STREAMING, STREAMS]],
  ['PodExecOptions', [STREAMING, ['command', ...STREAMS]]],
  ['PodPortForwardOptions', [STREAMING, ['ports']]],
  ['NodeProxyOptions', [PROXYING, ['path']]],
  ['PodProxyOptions', [PROXYING, ['path']]],
  ['ServiceProxyOptions', [PROXYING, ['path']]],
]);

/** @returns nothing for a subresource that connects to nothing */
export function connectRules(options: string): Rule[] {
  const [methods, query] = CONNECTIONS.get(options) ?? [[], []];
  return methods.map((method) => ({
    verb: 'connect',
    method,
    action: 'connect',
    word: 'connect',
    statuses: [200],
    query,
    response: 'any',
    before: method.charAt(0).toUpperCase() + method.slice(1),
    says: ({ kind, subresource }) => `connect ${method.toUpperCase()} requests to ${subresource} of ${kind}`,
  }));
}
