/** Conditions of a status: one of each type. */

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly observedGeneration?: number | undefined;
  readonly lastTransitionTime?: string | null;
  readonly reason?: string;
  readonly message?: string;
}

/**
 * The conditions with this one in the place of the other of its type, else at their end. The time of its last transition
 * is `now`, unless its status is what it was.
 */
export function withCondition(conditions: readonly Condition[] = [], condition: Condition, now: string): Condition[] {
  const at = conditions.findIndex(({ type }) => type === condition.type);
  const before = conditions[at];
  const lastTransitionTime = before?.status === condition.status ? (before.lastTransitionTime ?? now) : now;
  const settled = { ...condition, lastTransitionTime };
  return before ? conditions.with(at, settled) : [...conditions, settled];
}
