/** A pod's quality of service class, which follows from what its containers ask for (pkg/apis/core/helper/qos). */
import { Quantity } from '../quantity.ts';
import type { PodDemand, ResourceDemand } from './pod-spec.ts';

export type QosClass = 'BestEffort' | 'Burstable' | 'Guaranteed';

const COMPUTE = ['cpu', 'memory'] as const;

/** What the pod asks for as a whole counts alone; without it, every container counts. */
export function qosClass(spec: PodDemand): QosClass {
  const parts = hasCompute(spec.resources)
    ? [spec.resources!]
    : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map((container) => container.resources ?? {});
  if (!parts.some(hasCompute)) return 'BestEffort';
  return parts.every(limitsAll) && COMPUTE.every((name) => requestsItsLimits(parts, name)) ? 'Guaranteed' : 'Burstable';
}

function hasCompute(resources: ResourceDemand | undefined): boolean {
  return COMPUTE.some((name) => amount(resources?.requests, name) || amount(resources?.limits, name));
}

function limitsAll(resources: ResourceDemand): boolean {
  return COMPUTE.every((name) => amount(resources.limits, name) !== undefined);
}

function requestsItsLimits(parts: readonly ResourceDemand[], name: string): boolean {
  const requested = sum(parts.map((resources) => amount(resources.requests, name)));
  return requested.compare(sum(parts.map((resources) => amount(resources.limits, name)))) === 0;
}

function sum(amounts: readonly (Quantity | undefined)[]): Quantity {
  return amounts.reduce((total: Quantity, next) => (next ? total.add(next) : total), Quantity.ZERO);
}

/** Nothing and less than nothing do not count. */
function amount(list: Record<string, string> | undefined, name: string): Quantity | undefined {
  const text = list?.[name];
  const quantity = text === undefined ? undefined : Quantity.parse(text);
  return quantity && quantity.sign() > 0 ? quantity : undefined;
}
