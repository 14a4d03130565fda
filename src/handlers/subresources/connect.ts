import type { KubeObject } from '../../api/object.ts';
import { methodNotAllowed, serviceUnavailable } from '../../api/status.ts';
import type { ResourceRequest } from '../../request/request-info.ts';
import { attributes, mutateSeen } from '../admit.ts';
import type { Handler, Scope } from '../scope.ts';
import { checkContainer } from './asked-container.ts';
import { connectOptions, isConnection } from './connect-options.ts';

interface Connection {
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** Subresources that are a connection to a node (exec, attach, portforward, log, proxy): there is none to reach yet. */
export function connect(connection: Connection, info: ResourceRequest): Handler {
  if (!connection.verbs.includes(info.verb)) throw methodNotAllowed();
  return (scope) => answer(scope, connection);
}

async function answer(scope: Scope, { kind }: Connection): Promise<never> {
  if (isConnection(kind)) await admit(scope, kind);
  return unreachable(scope, kind);
}

async function admit(scope: Scope, kind: string): Promise<void> {
  const { admission } = scope.dependencies;
  const { subresource: whole } = scope.info;
  const [subresource = ''] = whole.split('/', 1);
  const object = connectOptions(kind, scope.context.request.query, whole.slice(subresource.length)) as KubeObject;
  const step = { operation: 'CONNECT', object, oldObject: undefined, dryRun: false, options: {} } as const;
  const connecting = { ...attributes(scope, step), subresource, kind: { group: '', version: 'v1', kind } };
  await mutateSeen(admission, scope.context, connecting);
  await admission.validate(connecting);
}

/** Reads a log, runs or follows a container: the kinds of these connections. */
const TO_CONTAINER: ReadonlySet<string> = new Set(['Pod', 'PodExecOptions', 'PodAttachOptions']);

function unreachable({ info, resource, store, context }: Scope, kind: string): never {
  // A missing object, or container, is told as such first.
  const { object } = store.get(info.namespace, objectName(info));
  if (TO_CONTAINER.has(kind)) checkContainer(object, context.request.query.get('container'));
  const what = `${resource.name}/${info.subresource.split('/', 1)[0]}`;
  throw serviceUnavailable(
    `${what} needs a connection to a node, and this control plane has no way to reach nodes: no node proxy is configured`,
  );
}

/** A proxy may be asked for as `scheme:name:port`, or as `name:port`. */
function objectName({ name, subresource }: ResourceRequest): string {
  if (subresource.split('/', 1)[0] !== 'proxy') return name;
  const [first = '', second, third] = name.split(':');
  return third === undefined ? first : (second ?? '');
}
