import type { KubeObject } from '../../api/object.ts';
import { rfc3339 } from '../../api/time.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import type { ControllerPorts } from '../controller.ts';
import type { KeptObject } from '../kept-object.ts';

const NAME = 'kubernetes';

/** The range that cluster IPs come from. One that others have made is left as it is, but for a second IP family. */
export function defaultServiceCidr(
  cidrs: readonly string[],
  { objects, clock, log }: Pick<ControllerPorts, 'objects' | 'clock' | 'log'>,
): KeptObject {
  const ready = () => ({
    type: 'Ready',
    status: 'True',
    reason: '',
    message: 'Kubernetes default Service CIDR is ready',
    lastTransitionTime: rfc3339(clock.now()),
  });
  return {
    resource: objects.resource('networking.k8s.io', 'servicecidrs'),
    namespace: '',
    name: NAME,
    make: () => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'ServiceCIDR',
      metadata: { name: NAME },
      spec: { cidrs },
    }),
    repair(current) {
      const found: readonly string[] = current.spec.cidrs;
      if (found.length < cidrs.length && found[0] === cidrs[0]) return { ...current, spec: { cidrs } };
      if (!deepEqual(found, cidrs)) log.warn('the ServiceCIDR kubernetes is not the configured one', { found, cidrs });
      return current;
    },
    repairStatus(current) {
      const isOurs = deepEqual(current.spec.cidrs, cidrs) && !readyCondition(current);
      return isOurs ? { ...current, status: { conditions: [ready()] } } : current;
    },
  };
}

function readyCondition(object: KubeObject): unknown {
  const conditions: readonly { type?: string }[] = object.status?.conditions ?? [];
  return conditions.find(({ type }) => type === 'Ready');
}
