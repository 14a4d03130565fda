/** The disruption budget that an eviction is charged to. */
import { withCondition } from '../../api/conditions.ts';
import { disruptionAllowed } from '../../api/disruption-budget.ts';
import { LabelSelector } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import { isPodReady } from '../../api/pods/ready.ts';
import { forbidden, type StatusError, tooManyRequests, unknownError } from '../../api/status.ts';
import type { WriteRequest } from '../../registry/store/contract.ts';
import type { ResourceStore } from '../../registry/store/store.ts';
import { cloneJson } from '../../util/clone.ts';

const VIOLATION = "Cannot evict pod as it would violate the pod's disruption budget.";
const SEVERAL_BUDGETS =
  'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
const RETRY_AFTER_SECONDS = 10;
/** The budget's controller takes them out again; more than these, and it does not keep up. */
const MAX_DISRUPTED_PODS = 2000;

/** @throws StatusError 500 when there are several: nobody could say which one counts */
export function budgetOf(budgets: ResourceStore, pod: KubeObject): KubeObject | undefined {
  const prefix = `${budgets.resource.prefix}${pod.metadata.namespace}/`;
  const { objects } = budgets.cache.snapshot().page(prefix);
  const found = objects
    .map(({ object }) => object)
    .filter((budget) => LabelSelector.fromObject(budget.spec?.selector)?.matches(pod.metadata.labels));
  if (found.length > 1) throw unknownError(SEVERAL_BUDGETS);
  return found[0];
}

/** A pod that is not ready counts for nothing, where the budget says so. */
export function isFreeToGo(pod: KubeObject, { spec = {}, status = {} }: KubeObject): boolean {
  if (isPodReady(pod)) return false;
  if (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return status.desiredHealthy > 0 && status.currentHealthy >= status.desiredHealthy;
}

/** Takes one disruption from the budget. @throws StatusError 429 when there is none to take */
export async function charge(
  budgets: ResourceStore,
  name: string,
  pod: string,
  now: string,
  request: WriteRequest,
): Promise<void> {
  await budgets.update(name, {
    ...request,
    subresource: { prepareForUpdate: () => {} },
    transform: (current) => disrupt(current!, pod, now),
  });
}

function disrupt(current: KubeObject, pod: string, now: string): KubeObject {
  const { metadata, status = {} } = current;
  const { name = '', generation = 0 } = metadata;
  const { observedGeneration = 0, disruptionsAllowed = 0, disruptedPods = {} } = status;
  const refuse = (why: string) => forbidden({ group: 'policy', resource: 'poddisruptionbudget' }, name, why);
  if (observedGeneration < generation) throw stillProcessed(name);
  if (disruptionsAllowed < 0) throw refuse('pdb disruptions allowed is negative');
  if (Object.keys(disruptedPods).length > MAX_DISRUPTED_PODS) {
    throw refuse('DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  }
  if (disruptionsAllowed === 0) throw exhausted(name, status);
  const budget = cloneJson(current);
  budget.status.disruptionsAllowed -= 1;
  budget.status.disruptedPods = { ...disruptedPods, [pod]: now };
  // Nobody waits for the budget's controller to learn that it is spent.
  budget.status.conditions = withCondition(status.conditions, disruptionAllowed(budget.status), now);
  return budget;
}

function exhausted(name: string, { desiredHealthy = 0, currentHealthy = 0 }): StatusError {
  const needs = `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  return violation(needs, 0);
}

export function stillProcessed(name: string): StatusError {
  return violation(`The disruption budget ${name} is still being processed by the server.`, RETRY_AFTER_SECONDS);
}

function violation(message: string, retryAfterSeconds: number): StatusError {
  const causes = [{ reason: 'DisruptionBudget', message }];
  const error = tooManyRequests(VIOLATION, retryAfterSeconds);
  const details = retryAfterSeconds > 0 ? { causes, retryAfterSeconds } : { causes };
  return Object.assign(error, { details });
}
