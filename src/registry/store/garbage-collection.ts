/** The finalizers that tell the garbage collector to orphan dependents, or to delete them first. */
import type { Strategy } from '../strategy.ts';

export interface Propagation {
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground' | undefined;
  /** The older spelling. */
  readonly orphanDependents?: boolean | undefined;
}

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/** What the request says wins over the finalizers that the object has, these over what is usual for its kind. */
export function wantedFinalizers(
  finalizers: readonly string[],
  request: Propagation,
  { defaultPropagation }: Pick<Strategy, 'defaultPropagation'>,
): string[] {
  const said = saysPropagation(request) ? policyOf(request) : undefined;
  const policy =
    defaultPropagation === 'Unsupported' ? undefined : (said ?? markedPolicy(finalizers) ?? defaultPropagation);
  const others = finalizers.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  if (policy === 'Orphan') others.push(ORPHAN);
  if (policy === 'Foreground') others.push(FOREGROUND);
  return sameMembers(others, finalizers) ? [...finalizers] : others;
}

/** In another order they say the same. */
function sameMembers(some: readonly string[], others: readonly string[]): boolean {
  return new Set(some).symmetricDifference(new Set(others)).size === 0;
}

export function saysPropagation({ propagationPolicy, orphanDependents }: Propagation): boolean {
  return propagationPolicy !== undefined || orphanDependents !== undefined;
}

function policyOf({ propagationPolicy, orphanDependents }: Propagation) {
  return propagationPolicy ?? (orphanDependents ? 'Orphan' : 'Background');
}

function markedPolicy(finalizers: readonly string[]): 'Orphan' | 'Foreground' | undefined {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : undefined;
}
