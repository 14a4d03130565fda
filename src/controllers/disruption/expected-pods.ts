import type { KubeObject, OwnerReference } from '../../api/object.ts';
import { controllerOf, type Scale, UnknownScale } from './scales.ts';

export interface ExpectedPods {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
  /** Names of pods that nobody controls, where the controllers' scales count: they are in no sum. */
  readonly unmanaged: readonly string[];
}

type ScaleOf = (reference: OwnerReference) => Scale | undefined;
type IntOrPercent = number | string;

/**
 * How many pods a budget is about, and how many of them have to be healthy.
 * @throws UnknownScale
 */
export function expectedPods(budget: KubeObject, pods: readonly KubeObject[], scaleOf: ScaleOf): ExpectedPods {
  const { minAvailable, maxUnavailable } = budget.spec ?? {};
  if (maxUnavailable === undefined && typeof minAvailable !== 'string') {
    const isBound = minAvailable !== undefined;
    return { expectedPods: isBound ? pods.length : 0, desiredHealthy: minAvailable ?? 0, unmanaged: [] };
  }
  const { total, unmanaged } = wanted(pods, scaleOf);
  const desiredHealthy =
    maxUnavailable === undefined ? amountOf(minAvailable, total) : Math.max(0, total - amountOf(maxUnavailable, total));
  return { expectedPods: total, desiredHealthy, unmanaged };
}

/** The sum of the scales of all that control one of the pods. */
function wanted(pods: readonly KubeObject[], scaleOf: ScaleOf): { total: number; unmanaged: string[] } {
  const scales = new Map<string, number>();
  const seen = new Set<string>();
  const unmanaged: string[] = [];
  for (const pod of pods) {
    const reference = controllerOf(pod);
    if (!reference) unmanaged.push(pod.metadata.name!);
    if (!reference || seen.has(reference.uid)) continue;
    seen.add(reference.uid);
    const scale = scaleOf(reference);
    if (!scale) throw new UnknownScale(`found no controllers for pod ${JSON.stringify(pod.metadata.name)}`);
    scales.set(scale.uid, scale.replicas);
  }
  return { total: scales.values().reduce((sum, replicas) => sum + replicas, 0), unmanaged };
}

/** Percentages are rounded up. */
function amountOf(value: IntOrPercent, total: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * total) / 100);
}
