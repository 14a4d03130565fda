/** What a pod takes of its node (k8s.io/component-helpers/resource PodRequests and PodLimits). */
import { aggregateContainerLimits, aggregateContainerRequests } from '../../api/pods/aggregate-resources.ts';
import { Quantity } from '../../api/quantity.ts';
import type { V1Container, V1ContainerStatus, V1Pod, V1PodSpec } from '../../schema/generated/types.ts';
import { type Amounts, add, only, parseAmounts } from '../amounts.ts';

export function podRequests(pod: V1Pod): Amounts {
  const spec = withResizesUnderWay(pod);
  const asked = overridden(aggregateContainerRequests(spec), parseAmounts(spec.resources?.requests));
  return add(asked, parseAmounts(spec.overhead));
}

/** Overhead counts where there is a limit at all. */
export function podLimits({ spec = {} as V1PodSpec }: V1Pod): Amounts {
  const limits = overridden(aggregateContainerLimits(spec), parseAmounts(spec.resources?.limits));
  return add(
    limits,
    only(parseAmounts(spec.overhead), (name) => limits.has(name)),
  );
}

/** What the pod says as a whole counts instead of what its containers say. */
function overridden(containers: Amounts, pod: Amounts): Amounts {
  return pod.size === 0 ? containers : new Map([...containers, ...pod]);
}

/** Until a resize in place is done, a container holds the larger of what it had and what it asks for. */
function withResizesUnderWay({ spec = {} as V1PodSpec, status }: V1Pod): V1PodSpec {
  const statuses = new Map(
    [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].map((each) => [each.name, each]),
  );
  if (statuses.size === 0) return spec;
  const held = (container: V1Container) => withHeld(container, statuses.get(container.name));
  const { containers, initContainers } = spec;
  return {
    ...spec,
    ...(containers && { containers: containers.map(held) }),
    ...(initContainers && { initContainers: initContainers.map(held) }),
  };
}

function withHeld(container: V1Container, status: V1ContainerStatus | undefined): V1Container {
  if (!status?.resources?.requests && !status?.allocatedResources) return container;
  const requests = { ...container.resources?.requests };
  for (const list of [status.resources?.requests, status.allocatedResources]) {
    for (const [name, text] of Object.entries(list ?? {})) {
      if (Quantity.parse(requests[name] ?? '0').compare(Quantity.parse(text)) < 0) requests[name] = text;
    }
  }
  return { ...container, resources: { ...container.resources, requests } };
}
