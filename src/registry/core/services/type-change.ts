/** Changing a service's type takes with it what only the old type could have. */
import type { V1ServiceSpec } from '../../../schema/generated/types.ts';
import {
  isExternallyAccessible,
  needsClusterIp,
  needsHealthCheckNodePort,
  needsNodePort,
  nodePortsOf,
  type Service,
  sameStrings,
} from './service.ts';

/**
 * Drops what the new type has no use for, unless the client changed it in the same update: then validation refuses it.
 * What is dropped here and was allocated, the allocator gives back.
 */
export function dropFieldsOfOldType(service: Service, old: Service): void {
  const spec = service.spec ?? {};
  const oldSpec = old.spec ?? {};
  for (const { needs, drop } of FIELD_GROUPS) if (needs(oldSpec) && !needs(spec)) drop(spec, oldSpec);
  if (spec.type !== 'LoadBalancer') service.status = { ...service.status, loadBalancer: {} };
  // ExternalName services of old clusters may hold one; it was never shown.
  if (spec.type === 'ExternalName') delete spec.internalTrafficPolicy;
}

interface FieldGroup {
  needs(spec: V1ServiceSpec): boolean;
  drop(spec: V1ServiceSpec, old: V1ServiceSpec): void;
}

const FIELD_GROUPS: readonly FieldGroup[] = [
  { needs: needsClusterIp, drop: dropAddresses },
  { needs: needsNodePort, drop: dropNodePorts },
  { needs: needsHealthCheckNodePort, drop: (spec, old) => dropIfSame(spec, old, 'healthCheckNodePort') },
  { needs: isLoadBalancer, drop: (spec, old) => dropIfSame(spec, old, 'allocateLoadBalancerNodePorts') },
  { needs: isLoadBalancer, drop: (spec, old) => dropIfSame(spec, old, 'loadBalancerClass') },
  { needs: isExternallyAccessible, drop: (spec, old) => dropIfSame(spec, old, 'externalTrafficPolicy') },
];

function isLoadBalancer(spec: V1ServiceSpec): boolean {
  return spec.type === 'LoadBalancer';
}

type ScalarField =
  | 'healthCheckNodePort'
  | 'allocateLoadBalancerNodePorts'
  | 'loadBalancerClass'
  | 'externalTrafficPolicy'
  | 'ipFamilyPolicy';

function dropIfSame(spec: V1ServiceSpec, old: V1ServiceSpec, field: ScalarField): void {
  if (spec[field] === old[field]) delete spec[field];
}

function dropAddresses(spec: V1ServiceSpec, old: V1ServiceSpec): void {
  // Clients of the singular field do not send the plural one.
  const sameAddresses = !spec.clusterIPs?.length || sameStrings(spec.clusterIPs, old.clusterIPs);
  if (spec.clusterIP === old.clusterIP && sameAddresses) {
    delete spec.clusterIP;
    delete spec.clusterIPs;
  }
  if (sameStrings(spec.ipFamilies, old.ipFamilies)) delete spec.ipFamilies;
  dropIfSame(spec, old, 'ipFamilyPolicy');
}

/** Ports may come, go and change, as long as no node port is new. */
function dropNodePorts(spec: V1ServiceSpec, old: V1ServiceSpec): void {
  const known = new Set(nodePortsOf(old));
  if (!nodePortsOf(spec).every((nodePort) => known.has(nodePort))) return;
  for (const port of spec.ports ?? []) delete port.nodePort;
}
