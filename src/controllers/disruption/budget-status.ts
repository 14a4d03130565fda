/** What a budget's pods make of its status. */
import { type Condition, withCondition } from '../../api/conditions.ts';
import { DISRUPTION_ALLOWED, disruptionAllowed } from '../../api/disruption-budget.ts';
import type { KubeObject } from '../../api/object.ts';
import { isPodReady } from '../../api/pods/ready.ts';
import { rfc3339 } from '../../api/time.ts';
import type { ExpectedPods } from './expected-pods.ts';

/** An evicted pod that is still there after this will not go. */
const DELETION_MILLISECONDS = 120_000;

export interface BudgetStatus {
  readonly disruptionsAllowed: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
  readonly observedGeneration?: number | undefined;
  readonly disruptedPods?: Readonly<Record<string, string>>;
  readonly conditions: readonly Condition[];
}

export interface Judged {
  readonly status: BudgetStatus;
  /** In milliseconds: when the next evicted pod should have gone. */
  readonly recheckIn: number | undefined;
}

export function judge(
  { metadata, status = {} }: KubeObject,
  pods: readonly KubeObject[],
  { expectedPods, desiredHealthy }: Omit<ExpectedPods, 'unmanaged'>,
  now: number,
): Judged {
  const going = stillGoing(status.disruptedPods ?? {}, pods, now);
  const names = new Set(going.map(({ name }) => name));
  const currentHealthy = pods.filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && !names.has(pod.metadata.name!) && isPodReady(pod),
  ).length;
  // A budget that matches no pod yet must not allow the first one's eviction before that one is counted.
  const disruptionsAllowed = expectedPods > 0 ? Math.max(0, currentHealthy - desiredHealthy) : 0;
  const counts = { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods };
  const observed = { ...counts, observedGeneration: metadata.generation };
  const judged = {
    ...observed,
    ...(going.length > 0 && { disruptedPods: Object.fromEntries(going.map(({ name, at }) => [name, at])) }),
    conditions: withCondition(status.conditions, disruptionAllowed(observed), rfc3339(now)),
  };
  const soonest = Math.min(...going.map(({ left }) => left));
  return { status: judged, recheckIn: going.length > 0 ? soonest : undefined };
}

/** Nobody can tell what may be disrupted: nothing. */
export function nothingAllowed({ status = {} }: KubeObject, why: string, now: number): BudgetStatus {
  const failed = {
    type: DISRUPTION_ALLOWED,
    status: 'False',
    observedGeneration: status.observedGeneration,
    reason: 'SyncFailed',
    message: why,
  };
  const conditions = withCondition(status.conditions, failed, rfc3339(now));
  return { ...status, disruptionsAllowed: 0, conditions };
}

/** The pods whose eviction was granted, and who are not even marked for deletion yet. */
function stillGoing(
  disrupted: Readonly<Record<string, string>>,
  pods: readonly KubeObject[],
  now: number,
): { name: string; at: string; left: number }[] {
  return pods.flatMap(({ metadata: { name = '', deletionTimestamp } }) => {
    if (deletionTimestamp !== undefined || !Object.hasOwn(disrupted, name)) return [];
    const at = disrupted[name]!;
    const left = Date.parse(at) + DELETION_MILLISECONDS - now;
    return left < 0 ? [] : [{ name, at, left }];
  });
}
