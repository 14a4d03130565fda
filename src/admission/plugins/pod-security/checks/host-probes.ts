/** Threat: the kubelet sends probes and hooks from the node, to whatever host they name. */
import { containersOf } from '../../../../api/pods/containers-of.ts';
import type { Check, CheckPod } from './check.ts';
import { type AnyContainer, containers, namesWhere, plural, quoted, sorted } from './words.ts';

interface Handler {
  httpGet?: { host?: string };
  tcpSocket?: { host?: string };
}

const mustNameNoHost: CheckPod = ({ spec }) => {
  const names = sorted(namesWhere(spec, (container) => hostsOf(container).length > 0));
  if (names.length === 0) return;
  const hosts = sorted(containersOf(spec).flatMap(hostsOf));
  const what = plural(hosts.length, 'probe or lifecycle host');
  const uses = plural(names.length, 'uses', 'use');
  return {
    reason: 'probe or lifecycle host',
    detail: `${containers(names)} ${uses} ${what} ${quoted(hosts)}`,
  };
};

function hostsOf({ livenessProbe, readinessProbe, startupProbe, lifecycle }: AnyContainer): string[] {
  const handlers: readonly (Handler | undefined)[] = [
    livenessProbe,
    readinessProbe,
    startupProbe,
    lifecycle?.postStart,
    lifecycle?.preStop,
  ];
  return handlers
    .flatMap((handler) => [handler?.httpGet?.host, handler?.tcpSocket?.host])
    .filter((host): host is string => Boolean(host));
}

export const hostProbesAndHostLifecycle: Check = {
  id: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  versions: [{ since: 34, check: mustNameNoHost }],
};
