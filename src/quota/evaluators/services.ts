/** Services: how many, how many of their ports are node ports, how many ask for a load balancer. */
import type { KubeObject } from '../../api/object.ts';
import { Quantity } from '../../api/quantity.ts';
import type { V1Service, V1ServiceSpec } from '../../schema/generated/types.ts';
import { type Amounts, ONE } from '../amounts.ts';
import type { UsageEvaluator } from '../evaluator.ts';

const NAMES = new Set(['count/services', 'services', 'services.nodeports', 'services.loadbalancers']);

export const services: UsageEvaluator<V1Service & KubeObject> = {
  counts: (name) => NAMES.has(name),
  usage({ spec = {} }) {
    const usage = new Map([
      ['count/services', ONE],
      ['services', ONE],
      ['services.nodeports', Quantity.fromInteger(nodePorts(spec))],
      ['services.loadbalancers', Quantity.fromInteger(spec.type === 'LoadBalancer' ? 1 : 0)],
    ]);
    return usage satisfies Amounts;
  },
};

function nodePorts({ type, ports = [], allocateLoadBalancerNodePorts }: V1ServiceSpec): number {
  if (type === 'NodePort') return ports.length;
  if (type !== 'LoadBalancer') return 0;
  return allocateLoadBalancerNodePorts === false ? ports.filter(({ nodePort }) => nodePort).length : ports.length;
}
