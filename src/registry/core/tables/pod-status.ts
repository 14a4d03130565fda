/** What `kubectl get pods` shows of a pod's containers: how many are ready, what ails them, how often they restarted. */
import type { KubeObject } from '../../../api/object.ts';
import type { V1ContainerState, V1ContainerStatus, V1Pod } from '../../../schema/generated/types.ts';
import { ageOf } from '../../table/duration.ts';

export type Pod = V1Pod & KubeObject;

interface Restarts {
  readonly count: number;
  /** When the last container of them ended. */
  readonly last: string | undefined;
}

export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  readonly reason: string;
  readonly restarts: Restarts;
}

const NO_RESTARTS: Restarts = { count: 0, last: undefined };
const NODE_LOST = 'NodeLost';

export function summarize(pod: Pod): PodSummary {
  const sidecars = sidecarNames(pod);
  const init = initProgress(pod, sidecars);
  const total = (pod.spec?.containers ?? []).length + sidecars.size;
  if (init.reason !== undefined && !hasCondition(pod, 'Initialized')) {
    return { ready: init.ready, total, reason: deletionReason(pod) ?? init.reason, restarts: init.restarts };
  }
  const main = pod.status?.containerStatuses ?? [];
  const running = main.filter(isRunning).length;
  const reason = mainReason(main) ?? init.reason ?? baseReason(pod);
  return {
    ready: init.ready + running,
    total,
    reason: deletionReason(pod) ?? (reason === 'Completed' && running > 0 ? stillRunning(pod) : reason),
    restarts: [...main].reduce(addRestarts, init.sidecarRestarts),
  };
}

/** `2 (5m ago)`. */
export function restartsText({ count, last }: Restarts, now: number): string {
  return count !== 0 && last !== undefined ? `${count} (${ageOf(last, now)} ago)` : String(count);
}

/** Init containers that keep running beside the others. */
function sidecarNames({ spec }: Pod): ReadonlySet<string> {
  const sidecars = (spec?.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return new Set(sidecars.map(({ name = '' }) => name));
}

interface InitProgress {
  readonly ready: number;
  /** Why initializing has not come to its end; undefined when it has. */
  readonly reason: string | undefined;
  readonly restarts: Restarts;
  readonly sidecarRestarts: Restarts;
}

/** Init containers run one after the other: the first that is not done is where the pod stands. */
function initProgress(pod: Pod, sidecars: ReadonlySet<string>): InitProgress {
  const statuses = pod.status?.initContainerStatuses ?? [];
  let [ready, restarts, sidecarRestarts] = [0, NO_RESTARTS, NO_RESTARTS];
  for (const [position, status] of statuses.entries()) {
    const sidecar = sidecars.has(status.name ?? '');
    restarts = addRestarts(restarts, status);
    if (sidecar) sidecarRestarts = addRestarts(sidecarRestarts, status);
    if (status.state?.terminated?.exitCode === 0) continue;
    if (sidecar && status.started) {
      if (status.ready) ready += 1;
      continue;
    }
    const reason = initReason(status, position, pod.spec?.initContainers?.length ?? 0);
    return { ready, reason, restarts, sidecarRestarts };
  }
  return { ready, reason: undefined, restarts, sidecarRestarts };
}

function initReason({ state }: V1ContainerStatus, position: number, total: number): string {
  if (state?.terminated) return `Init:${terminationReason(state)}`;
  const waiting = state?.waiting?.reason;
  return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${position}/${total}`;
}

function terminationReason({ terminated = {} }: V1ContainerState): string {
  if (terminated.reason) return terminated.reason;
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode ?? 0}`;
}

/** The first container that waits or has ended speaks for the pod. */
function mainReason(statuses: readonly V1ContainerStatus[]): string | undefined {
  for (const { state } of statuses) {
    if (state?.waiting?.reason) return state.waiting.reason;
    if (state?.terminated) return terminationReason(state);
  }
  return undefined;
}

function isRunning({ ready, state }: V1ContainerStatus): boolean {
  return ready === true && state?.running !== undefined && !state.waiting?.reason && !state.terminated;
}

function baseReason({ status }: Pod): string {
  const gated = status?.conditions?.some(({ reason, type }) => type === 'PodScheduled' && reason === 'SchedulingGated');
  return gated ? 'SchedulingGated' : status?.reason || (status?.phase ?? '');
}

function stillRunning(pod: Pod): string {
  return hasCondition(pod, 'Ready') ? 'Running' : 'NotReady';
}

function hasCondition({ status }: Pod, type: string): boolean {
  return status?.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}

function deletionReason({ metadata, status }: Pod): string | undefined {
  if (metadata.deletionTimestamp === undefined) return undefined;
  if (status?.reason === NODE_LOST) return 'Unknown';
  return status?.phase === 'Succeeded' || status?.phase === 'Failed' ? undefined : 'Terminating';
}

function addRestarts({ count, last }: Restarts, status: V1ContainerStatus): Restarts {
  const ended = status.lastState?.terminated?.finishedAt ?? undefined;
  const later = ended !== undefined && (last === undefined || Date.parse(ended) > Date.parse(last));
  return { count: count + (status.restartCount ?? 0), last: later ? ended : last };
}
