/** Which container of a pod a connection is meant for: judged before a node is asked. */
import type { KubeObject } from '../../api/object.ts';
import { containersOf } from '../../api/pods/containers-of.ts';
import { badRequest } from '../../api/status.ts';
import type { V1PodSpec } from '../../schema/generated/types.ts';

/** @throws StatusError 400 where the pod has no such container, or several and none is named */
export function checkContainer(pod: KubeObject, asked: string | null): void {
  const spec: V1PodSpec = pod.spec;
  const { name } = pod.metadata;
  const names = containersOf(spec).map((container) => container.name);
  if (asked) {
    if (!names.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
  } else if (spec.containers && spec.containers.length > 1) {
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`);
  }
}
