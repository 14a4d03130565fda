/** How a namespace tells what its deletion waits for. Reasons and messages are upstream's: clients print them. */
import type { ObjectResource, StoredObject } from '../objects.ts';

export interface NamespaceCondition {
  readonly type: string;
  readonly status: 'True' | 'False';
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

/** What is still in a namespace, of one kind; never empty. */
export interface Remaining {
  readonly resource: ObjectResource;
  readonly objects: readonly StoredObject[];
}

type ConditionType = keyof typeof NO_PROBLEM;
type Finding = Pick<NamespaceCondition, 'reason' | 'message'>;

/** In the order in which they are told. */
const NO_PROBLEM = {
  NamespaceDeletionDiscoveryFailure: {
    reason: 'ResourcesDiscovered',
    message: 'All resources successfully discovered',
  },
  NamespaceDeletionGroupVersionParsingFailure: {
    reason: 'ParsedGroupVersions',
    message: 'All legacy kube types successfully parsed',
  },
  NamespaceDeletionContentFailure: {
    reason: 'ContentDeleted',
    message: 'All content successfully deleted, may be waiting on finalization',
  },
  NamespaceContentRemaining: {
    reason: 'ContentRemoved',
    message: 'All content successfully removed',
  },
  NamespaceFinalizersRemaining: {
    reason: 'ContentHasNoFinalizers',
    message: 'All content-preserving finalizers finished',
  },
} as const satisfies Record<string, Finding>;

/** @param failures what went wrong, one text a kind */
export function deletionConditions(
  old: readonly NamespaceCondition[],
  remaining: readonly Remaining[],
  failures: readonly string[],
  now: string,
): NamespaceCondition[] {
  const problems = problemsOf(remaining, failures);
  const ours = (Object.keys(NO_PROBLEM) as ConditionType[]).map((type): NamespaceCondition => {
    const problem = problems[type];
    const status = problem ? 'True' : 'False';
    const before = old.find((condition) => condition.type === type);
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
    return { type, status, lastTransitionTime, ...(problem ?? NO_PROBLEM[type]) };
  });
  return [...old.filter(({ type }) => !Object.hasOwn(NO_PROBLEM, type)), ...ours];
}

function problemsOf(
  remaining: readonly Remaining[],
  failures: readonly string[],
): { readonly [T in ConditionType]?: Finding | undefined } {
  const kinds = remaining.map(
    ({ resource, objects }) => `${resource.resource}.${resource.group} has ${objects.length} resource instances`,
  );
  const finalizers = [...finalizerCounts(remaining)].map(([name, count]) => `${name} in ${count} resource instances`);
  return {
    NamespaceDeletionContentFailure: finding(
      'ContentDeletionFailed',
      `Failed to delete all resource types, ${failures.length} remaining`,
      failures,
    ),
    NamespaceContentRemaining: finding('SomeResourcesRemain', 'Some resources are remaining', kinds),
    NamespaceFinalizersRemaining: finding(
      'SomeFinalizersRemain',
      'Some content in the namespace has finalizers remaining',
      finalizers,
    ),
  };
}

function finding(reason: string, what: string, details: readonly string[]): Finding | undefined {
  return details.length === 0 ? undefined : { reason, message: `${what}: ${details.toSorted().join(', ')}` };
}

function finalizerCounts(remaining: readonly Remaining[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { objects } of remaining) {
    for (const finalizer of objects.flatMap(finalizersOf)) counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
  }
  return counts;
}

/** Of one that is damaged, none: that it cannot be read is told as what failed. */
function finalizersOf(stored: StoredObject): readonly string[] {
  try {
    return stored.object.metadata.finalizers ?? [];
  } catch {
    return [];
  }
}
