/** Pods: how many there are, and what those that have not ended take of their nodes (pkg/quota/v1/evaluator/core). */
import type { KubeObject } from '../../api/object.ts';
import { containersOf } from '../../api/pods/containers-of.ts';
import { qosClass } from '../../api/pods/qos.ts';
import type { Quantity } from '../../api/quantity.ts';
import { isExtendedResource, isHugePageResource } from '../../api/resource-kinds.ts';
import type { V1Container, V1Pod, V1PodSpec } from '../../schema/generated/types.ts';
import { type Amounts, ONE } from '../amounts.ts';
import type { ScopeRequirement, UsageEvaluator } from '../evaluator.ts';
import { nameMeets } from '../scopes.ts';
import { usesForeignAffinity } from './foreign-affinity.ts';
import { podLimits, podRequests } from './pod-demand.ts';

type Pod = V1Pod & KubeObject;

const REQUESTS = 'requests.';
const LIMITS = 'limits.';
const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
/** What every container must say once it is counted. */
const CONSTRAINED = new Set([
  'cpu',
  'memory',
  ...['cpu', 'memory'].flatMap((name) => [REQUESTS + name, LIMITS + name]),
]);
const NAMES = new Set(['count/pods', 'pods', ...COMPUTE.flatMap((name) => [name, REQUESTS + name, LIMITS + name])]);

export const pods: UsageEvaluator<Pod> = {
  counts: (name) => NAMES.has(name) || isHugePages(name) || isExtended(name),
  usage(pod, now) {
    const usage = new Map([['count/pods', ONE]]);
    // What has ended takes nothing any more; it is still an object.
    if (!hasEnded(pod, now)) addDemand(usage, pod);
    return usage satisfies Amounts;
  },
  isInScope: ({ spec = {} as V1PodSpec }, requirement) =>
    SCOPES.get(requirement.scopeName)?.(spec, requirement) ?? false,
  constraint: ({ spec = {} as V1PodSpec }, counted) => missingDemand(spec, counted),
};

type Scope = (spec: V1PodSpec, requirement: ScopeRequirement) => boolean;

const SCOPES: ReadonlyMap<string, Scope> = new Map<string, Scope>([
  ['Terminating', ({ activeDeadlineSeconds }) => activeDeadlineSeconds !== undefined],
  ['NotTerminating', ({ activeDeadlineSeconds }) => activeDeadlineSeconds === undefined],
  ['BestEffort', (spec) => qosClass(spec) === 'BestEffort'],
  ['NotBestEffort', (spec) => qosClass(spec) !== 'BestEffort'],
  ['PriorityClass', ({ priorityClassName }, requirement) => nameMeets(priorityClassName || undefined, requirement)],
  ['CrossNamespacePodAffinity', usesForeignAffinity],
]);

function isHugePages(name: string): boolean {
  return isHugePageResource(name) || (name.startsWith(REQUESTS) && isHugePageResource(name.slice(REQUESTS.length)));
}

function isExtended(name: string): boolean {
  return name.startsWith(REQUESTS) && isExtendedResource(name.slice(REQUESTS.length));
}

/** One that should be gone and is not has no node that would tell. */
function hasEnded({ metadata, status }: Pod, now: number): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return true;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return false;
  return now > Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}

function addDemand(usage: Map<string, Quantity>, pod: Pod): void {
  usage.set('pods', ONE);
  for (const [name, quantity] of podRequests(pod)) {
    const isPlain = COMPUTE.includes(name) || isHugePageResource(name);
    if (isPlain) usage.set(name, quantity);
    if (isPlain || isExtendedResource(name)) usage.set(REQUESTS + name, quantity);
  }
  for (const [name, quantity] of podLimits(pod)) if (COMPUTE.includes(name)) usage.set(LIMITS + name, quantity);
}

/** `must specify limits.cpu for: a,b; memory for: b` */
function missingDemand(spec: V1PodSpec, counted: readonly string[]): string | undefined {
  const containers = containersOf<V1Container, V1Container, never>({
    containers: spec.containers ?? [],
    initContainers: spec.initContainers ?? [],
  });
  const missing = counted
    .filter((name) => CONSTRAINED.has(name))
    .sort()
    .map(
      (name) =>
        [name, containers.filter((container) => !says(spec, container, name)).map((each) => each.name)] as const,
    )
    .filter(([, names]) => names.length > 0);
  if (missing.length === 0) return undefined;
  return `must specify ${missing.map(([name, names]) => `${name} for: ${names.sort().join(',')}`).join('; ')}`;
}

/** The container, or the pod as a whole. */
function says(spec: V1PodSpec, { resources }: V1Container, name: string): boolean {
  const part = name.startsWith(LIMITS) ? 'limits' : 'requests';
  const plain = name.replace(/^(requests|limits)\./, '');
  return resources?.[part]?.[plain] !== undefined || spec.resources?.[part]?.[plain] !== undefined;
}
