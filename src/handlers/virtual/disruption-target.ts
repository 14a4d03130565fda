/** The condition that tells kubelets and jobs why a pod goes (KEP-3329). */
import { withCondition } from '../../api/conditions.ts';
import type { KubeObject } from '../../api/object.ts';
import { rfc3339 } from '../../api/time.ts';
import type { WriteRequest } from '../../registry/store/contract.ts';
import { checkPreconditions, type DeleteRequest } from '../../registry/store/delete.ts';
import type { ResourceStore } from '../../registry/store/store.ts';
import { cloneJson } from '../../util/clone.ts';

const EVICTED = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
};

/**
 * Marks the pod, if it is still the one that is meant.
 * @returns its resourceVersion now
 * @throws StatusError 404; 409 when the preconditions of its deletion do not hold
 */
export async function markEvicted(
  pods: ResourceStore,
  name: string,
  deletion: WriteRequest & Pick<DeleteRequest, 'uid' | 'resourceVersion'>,
  now: number,
): Promise<string | undefined> {
  const { namespace, user, dryRun, admit, warn } = deletion;
  const { object } = await pods.update(name, {
    namespace,
    user,
    dryRun,
    admit,
    warn,
    ...(pods.resource.status && { subresource: pods.resource.status }),
    transform(current) {
      checkPreconditions(pods, current!, deletion);
      return marked(cloneJson(current!), rfc3339(now));
    },
  });
  return object.object.metadata.resourceVersion;
}

function marked(pod: KubeObject, now: string): KubeObject {
  pod.status ??= {};
  const condition = { ...EVICTED, observedGeneration: pod.metadata.generation };
  pod.status.conditions = withCondition(pod.status.conditions, condition, now);
  return pod;
}
