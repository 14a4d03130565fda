/** What can be asked of an operation in the query. */

interface QueryParameter {
  readonly type: 'string' | 'integer' | 'boolean';
  readonly description: string;
}

const QUERY_PARAMETERS = {
  pretty: { type: 'string', description: 'Indent the answer; the default for browsers, curl and wget.' },
  allowWatchBookmarks: {
    type: 'boolean',
    description: 'Send BOOKMARK events that tell how far a watch has come. Ignored where it is none.',
  },
  continue: {
    type: 'string',
    description:
      'The token of the page before, for the next one of the same list. One that is too old is answered with 410 ResourceExpired and a token that goes on inconsistently.',
  },
  dryRun: { type: 'string', description: 'All: answer what would become of the request, and store nothing.' },
  fieldManager: { type: 'string', description: 'Who owns the fields that are changed, in at most 128 characters.' },
  fieldSelector: { type: 'string', description: 'Restricts the list of returned objects by their fields.' },
  fieldValidation: {
    type: 'string',
    description:
      'What becomes of unknown and duplicate fields: Ignore drops them, Warn (the default) warns of them, Strict refuses them.',
  },
  force: { type: 'boolean', description: 'Take over fields that others own. For apply patches alone.' },
  gracePeriodSeconds: {
    type: 'integer',
    description: 'How long the object has before it is gone, instead of the default of its kind. 0: at once.',
  },
  ignoreStoreReadErrorWithClusterBreakingPotential: {
    type: 'boolean',
    description: 'Accepted without effect: there are no stored objects that cannot be read.',
  },
  labelSelector: { type: 'string', description: 'Restricts the list of returned objects by their labels.' },
  limit: { type: 'integer', description: 'The most objects on a page; the answer has a token for the next one.' },
  orphanDependents: {
    type: 'boolean',
    description: 'Deprecated, use propagationPolicy: whether what the object owns is left behind.',
  },
  propagationPolicy: {
    type: 'string',
    description:
      'What becomes of what the object owns: Orphan leaves it, Background deletes it afterwards, Foreground deletes it first.',
  },
  resourceVersion: { type: 'string', description: 'How new the answer must be, or where a watch starts.' },
  resourceVersionMatch: { type: 'string', description: 'How resourceVersion is meant: Exact or NotOlderThan.' },
  sendInitialEvents: {
    type: 'boolean',
    description:
      'Begin a watch with all objects that are there, and a bookmark annotated with k8s.io/initial-events-end. Needs resourceVersionMatch=NotOlderThan.',
  },
  timeoutSeconds: { type: 'integer', description: 'When the call ends, whatever happens until then.' },
  watch: {
    type: 'boolean',
    description:
      'Watch for changes to the described resources instead of listing them: a stream of what is added, modified and deleted.',
  },
} as const satisfies Readonly<Record<string, QueryParameter>>;

export type QueryParameterName = keyof typeof QUERY_PARAMETERS;

export function queryParameter(name: QueryParameterName): QueryParameter {
  return QUERY_PARAMETERS[name];
}
