/** What a pod's containers ask for together (k8s.io/component-helpers/resource). */
import { Quantity } from '../quantity.ts';
import { isHugePageResource } from '../resource-kinds.ts';
import { isSidecar } from './containers-of.ts';
import type { ContainerDemand, PodDemand, ResourceDemand } from './pod-spec.ts';

type Totals = Map<string, Quantity>;
type Part = keyof ResourceDemand;

export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePageResource(name);
}

export function aggregateContainerRequests(spec: PodDemand): ReadonlyMap<string, Quantity> {
  return aggregate(spec, 'requests');
}

export function aggregateContainerLimits(spec: PodDemand): ReadonlyMap<string, Quantity> {
  return aggregate(spec, 'limits');
}

/**
 * The containers and sidecars run together, so they add up; init containers run one by one before them, each beside the
 * sidecars that stand before it. The pod needs the largest of these sums.
 */
function aggregate(spec: PodDemand, part: Part): Totals {
  const running: Totals = new Map();
  for (const container of spec.containers ?? []) addTo(running, amounts(container, part));
  const sidecars: Totals = new Map();
  const starting: Totals = new Map();
  for (const container of spec.initContainers ?? []) {
    if (isSidecar(container)) {
      addTo(running, amounts(container, part));
      addTo(sidecars, amounts(container, part));
      raiseTo(starting, sidecars);
    } else {
      const together = new Map(sidecars);
      addTo(together, amounts(container, part));
      raiseTo(starting, together);
    }
  }
  raiseTo(running, starting);
  return running;
}

function amounts(container: ContainerDemand, part: Part): Totals {
  const list = container.resources?.[part] ?? {};
  return new Map(Object.entries(list).map(([name, quantity]) => [name, Quantity.parse(quantity)]));
}

function addTo(totals: Totals, more: Totals): void {
  for (const [name, quantity] of more) totals.set(name, totals.get(name)?.add(quantity) ?? quantity);
}

function raiseTo(totals: Totals, least: Totals): void {
  for (const [name, quantity] of least) {
    const current = totals.get(name);
    if (!current || current.compare(quantity) < 0) totals.set(name, quantity);
  }
}
