import type { RequestContext } from '../request/context.ts';

/**
 * The client is warned of a kind that is not to be used any more, and audit is told who still does (KEP-1693).
 * @param removedRelease `1.25`: upstream's first that does without
 */
export function tellDeprecation({ warnings, audit }: RequestContext, warning: string, removedRelease?: string): void {
  warnings.push(warning);
  audit.annotate('k8s.io/deprecated', 'true');
  if (removedRelease !== undefined) audit.annotate('k8s.io/removed-release', removedRelease);
}
