import { containersOf } from '../../../../api/pods/containers-of.ts';
import type { Check, CheckPod } from './check.ts';
import { type AnyContainer, containers, namesWhere, plural, sorted } from './words.ts';

const mustUseNone: CheckPod = ({ spec }) => {
  const names = namesWhere(spec, (container) => hostPortsOf(container).length > 0);
  if (names.length === 0) return;
  const ports = sorted(containersOf(spec).flatMap(hostPortsOf));
  const uses = `${plural(names.length, 'uses', 'use')} ${plural(ports.length, 'hostPort')}`;
  return { reason: 'hostPort', detail: `${containers(names)} ${uses} ${ports.join(', ')}` };
};

function hostPortsOf({ ports = [] }: AnyContainer): string[] {
  return ports.flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []));
}

export const hostPorts: Check = {
  id: 'hostPorts',
  level: 'baseline',
  versions: [{ since: 0, check: mustUseNone }],
};
