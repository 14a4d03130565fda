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
  command: {
    type: 'string',
    description: 'The command and its arguments, one parameter for each. Not run in a shell.',
  },
  container: { type: 'string', description: 'The container that is meant. Default: the only one of the pod.' },
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
  follow: { type: 'boolean', description: 'Go on with what is written to the log from now on.' },
  force: { type: 'boolean', description: 'Take over fields that others own. For apply patches alone.' },
  gracePeriodSeconds: {
    type: 'integer',
    description: 'How long the object has before it is gone, instead of the default of its kind. 0: at once.',
  },
  ignoreStoreReadErrorWithClusterBreakingPotential: {
    type: 'boolean',
    description: 'Accepted without effect: there are no stored objects that cannot be read.',
  },
  insecureSkipTLSVerifyBackend: {
    type: 'boolean',
    description: 'Read the log from a kubelet whose serving certificate is not verified.',
  },
  labelSelector: { type: 'string', description: 'Restricts the list of returned objects by their labels.' },
  limit: { type: 'integer', description: 'The most objects on a page; the answer has a token for the next one.' },
  limitBytes: { type: 'integer', description: 'How many bytes are read at most.' },
  orphanDependents: {
    type: 'boolean',
    description: 'Deprecated, use propagationPolicy: whether what the object owns is left behind.',
  },
  path: { type: 'string', description: 'The path of the request that is passed on.' },
  ports: { type: 'integer', description: 'The ports to forward, separated by commas. For WebSockets.' },
  previous: { type: 'boolean', description: 'Read the log of the container that was there before the last restart.' },
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
  sinceSeconds: { type: 'integer', description: 'How many seconds ago the log begins.' },
  stderr: { type: 'boolean', description: 'Connect to standard error.' },
  stdin: { type: 'boolean', description: 'Connect to standard input.' },
  stdout: { type: 'boolean', description: 'Connect to standard output.' },
  stream: { type: 'string', description: 'Which stream is read: All (the default), Stdout or Stderr.' },
  tailLines: { type: 'integer', description: 'How many lines are read from the end.' },
  timeoutSeconds: { type: 'integer', description: 'When the call ends, whatever happens until then.' },
  timestamps: { type: 'boolean', description: 'Begin every line with the time at which it was written.' },
  tty: { type: 'boolean', description: 'Give the process a terminal.' },
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
