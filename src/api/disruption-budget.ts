/** What the status of a PodDisruptionBudget (policy/v1) says of itself. */
import type { Condition } from './conditions.ts';

export const DISRUPTION_ALLOWED = 'DisruptionAllowed';

export function disruptionAllowed(status: {
  readonly disruptionsAllowed?: number;
  readonly observedGeneration?: number;
}): Condition {
  const isAllowed = (status.disruptionsAllowed ?? 0) > 0;
  return {
    type: DISRUPTION_ALLOWED,
    status: isAllowed ? 'True' : 'False',
    observedGeneration: status.observedGeneration,
    reason: isAllowed ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  };
}
