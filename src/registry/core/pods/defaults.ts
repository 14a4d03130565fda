/** What pods get beside what every pod spec gets: these never show in templates. */

import {
  aggregateContainerLimits,
  aggregateContainerRequests,
  isPodLevelResource,
} from '../../../api/pods/aggregate-resources.ts';
import { isHugePageResource } from '../../../api/resource-kinds.ts';
import type { V1Container, V1PodSpec, V1PodStatus, V1ResourceRequirements } from '../../../schema/generated/types.ts';
import { cloneJson } from '../../../util/clone.ts';
import { isOvercommitAllowed } from '../../validation/resource-names.ts';
import { setPodSpecDefaults } from '../pod-spec/defaults.ts';
import { setOwn } from '../pod-spec/resource-defaults.ts';
import type { Pod } from './pod.ts';

export function setPodDefaults(pod: Pod): void {
  pod.spec ??= {};
  const spec = pod.spec;
  setPodSpecDefaults(spec);
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  for (const container of containers) requestLimits(container.resources);
  setPodResourceDefaults(spec);
  spec.enableServiceLinks ??= true;
  if (spec.hostNetwork) useHostPorts(containers);
  if (pod.status) pairPodIps(pod.status);
}

/** What is limited is requested, where nothing else is. */
function requestLimits(resources: V1ResourceRequirements | undefined): void {
  if (!resources?.limits) return;
  resources.requests = { ...cloneJson(resources.limits), ...resources.requests };
}

function useHostPorts(containers: readonly V1Container[]): void {
  for (const port of containers.flatMap((container) => container.ports ?? [])) {
    if (port.containerPort) port.hostPort ??= port.containerPort;
  }
}

/** Only where the pod as a whole asks for something already. */
function setPodResourceDefaults(spec: V1PodSpec): void {
  if (!spec.resources) return;
  limitHugePages(spec, spec.resources);
  requestWhatContainersDo(spec, spec.resources);
}

/** Huge pages cannot be promised twice: the pod's limit is the sum of its containers'. */
function limitHugePages(spec: V1PodSpec, resources: V1ResourceRequirements): void {
  if (isEmpty(resources.limits) && isEmpty(resources.requests)) return;
  for (const [name, sum] of aggregateContainerLimits(spec)) {
    if (!isHugePageResource(name) || has(resources.requests, name) || has(resources.limits, name)) continue;
    resources.limits ??= {};
    setOwn(resources.limits, name, sum.toString());
  }
}

/** With a limit of its own, a pod requests what its containers do, or else all that it is limited to. */
function requestWhatContainersDo(spec: V1PodSpec, resources: V1ResourceRequirements): void {
  if (isEmpty(resources.limits)) return;
  const requests = { ...resources.requests };
  for (const [name, sum] of aggregateContainerRequests(spec)) {
    const derived = isPodLevelResource(name) && isOvercommitAllowed(name);
    if (derived && !has(requests, name)) setOwn(requests, name, sum.toString());
  }
  for (const [name, limit] of Object.entries(resources.limits!)) {
    if (isPodLevelResource(name) && !has(requests, name)) setOwn(requests, name, limit);
  }
  if (!isEmpty(requests)) resources.requests = requests;
}

function has(list: Record<string, string> | undefined, name: string): boolean {
  return list !== undefined && Object.hasOwn(list, name);
}

function isEmpty(list: Record<string, string> | undefined): boolean {
  return !list || Object.keys(list).length === 0;
}

/** `podIP` is the first of `podIPs`; where they differ, the older field is what an older kubelet meant. */
function pairPodIps(status: V1PodStatus): void {
  const first = status.podIPs?.[0]?.ip;
  if (status.podIP && status.podIP !== first) status.podIPs = [{ ip: status.podIP }];
  else if (first) status.podIP = first;
}
