/** What a limit range has against a pod or a claim. */
import {
  aggregateContainerLimits,
  aggregateContainerRequests,
  isPodLevelResource,
} from '../../../api/pods/aggregate-resources.ts';
import type { ResourceDemand } from '../../../api/pods/pod-spec.ts';
import { Quantity } from '../../../api/quantity.ts';
import type {
  V1LimitRange,
  V1LimitRangeItem,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodSpec,
} from '../../../schema/generated/types.ts';
import {
  type Amounts,
  type Asked,
  atLeast,
  atMost,
  type Constraint,
  ratioAtMost,
  requestAtMost,
} from './constraints.ts';

type Constraints = readonly (readonly [field: 'min' | 'max' | 'maxLimitRequestRatio', constraint: Constraint])[];

const OF_PODS: Constraints = [
  ['min', atLeast],
  ['max', atMost],
  ['maxLimitRequestRatio', ratioAtMost],
];
const OF_CLAIMS: Constraints = [
  ['min', atLeast],
  ['max', requestAtMost],
];

/** Ephemeral containers may ask for nothing, so there is nothing of them to limit. */
export function podViolations({ spec = {} }: V1Pod, { spec: limits }: V1LimitRange): string[] {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  return (limits?.limits ?? []).flatMap((item) => {
    if (item.type === 'Pod') return violations(item, OF_PODS, askedByPod(spec));
    if (item.type !== 'Container') return [];
    return containers.flatMap(({ resources }) => violations(item, OF_PODS, askedIn(resources)));
  });
}

export function claimViolations({ spec }: V1PersistentVolumeClaim, { spec: limits }: V1LimitRange): string[] {
  const asked = { requests: amounts(spec?.resources?.requests), limits: new Map() };
  return (limits?.limits ?? [])
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap((item) => violations(item, OF_CLAIMS, asked));
}

function violations(item: V1LimitRangeItem, constraints: Constraints, asked: Asked): string[] {
  return constraints.flatMap(([field, constraint]) =>
    [...amounts(item[field])].flatMap(
      ([resource, amount]) => constraint({ type: item.type!, resource, amount }, asked) ?? [],
    ),
  );
}

/** What a pod asks for as a whole stands in the place of what its containers ask for. */
function askedByPod(spec: V1PodSpec): Asked {
  const whole = askedIn(spec.resources);
  return {
    requests: new Map([...aggregateContainerRequests(spec), ...ofPods(whole.requests)]),
    limits: new Map([...aggregateContainerLimits(spec), ...ofPods(whole.limits)]),
  };
}

function ofPods(asked: Amounts): [string, Quantity][] {
  return [...asked].filter(([name]) => isPodLevelResource(name));
}

function askedIn(resources: ResourceDemand = {}): Asked {
  return { requests: amounts(resources.requests), limits: amounts(resources.limits) };
}

function amounts(list: Record<string, string> = {}): Amounts {
  return new Map(Object.entries(list).map(([name, quantity]) => [name, Quantity.parse(quantity)]));
}
