import type { TableDefinition } from '../../resource.ts';
import { AGE, column, NAME, table } from '../../table/columns.ts';
import { type Pod, restartsText, summarize } from './pod-status.ts';

const NONE = '<none>';
const WIDE = { wide: true };

function readiness(pod: Pod): string {
  const { ready, total } = summarize(pod);
  return `${ready}/${total}`;
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return NONE;
  const open = gates.filter(({ conditionType }) => {
    const condition = status?.conditions?.find(({ type }) => type === conditionType);
    return condition?.status === 'True';
  });
  return `${open.length}/${gates.length}`;
}

export const podTable: TableDefinition<Pod> = table<Pod>(
  NAME,
  column('Ready', 'The aggregate readiness state of this pod for accepting traffic.', readiness),
  column('Status', 'The aggregate status of the containers in this pod.', (pod) => summarize(pod).reason),
  column(
    'Restarts',
    'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
    (pod, { now }) => restartsText(summarize(pod).restarts, now),
  ),
  AGE,
  column(
    'IP',
    'The address of the pod, reachable inside the cluster.',
    ({ status }) => status?.podIPs?.[0]?.ip || NONE,
    WIDE,
  ),
  column('Node', 'The node that the pod is bound to.', ({ spec }) => spec?.nodeName || NONE, WIDE),
  column(
    'Nominated Node',
    'The node on which room is being made for this pod.',
    ({ status }) => status?.nominatedNodeName || NONE,
    WIDE,
  ),
  column(
    'Readiness Gates',
    'How many of the conditions that the pod waits for beside its containers are true.',
    readinessGates,
    WIDE,
  ),
);
