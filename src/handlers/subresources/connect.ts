import { methodNotAllowed, serviceUnavailable } from '../../api/status.ts';
import type { ResourceRequest } from '../../request/request-info.ts';
import type { Handler, Scope } from '../scope.ts';

/** Subresources that are a connection to a node (exec, attach, portforward, log, proxy): there is none to reach yet. */
export function connect(connection: { verbs: readonly string[] }, info: ResourceRequest): Handler {
  if (!connection.verbs.includes(info.verb)) throw methodNotAllowed();
  return unreachable;
}

function unreachable({ info, resource, store }: Scope): never {
  // A missing object is told as such first.
  store.get(info.namespace, objectName(info));
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
