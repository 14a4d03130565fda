/** What can be said of a Service from its spec alone: the questions that defaults, rules and allocators share. */
import type { KubeObject } from '../../../api/object.ts';
import type { V1Service, V1ServiceSpec } from '../../../schema/generated/types.ts';

export type Service = V1Service & KubeObject;

/** clusterIP of a headless service. */
export const NONE = 'None';

/** Every service but one that is only a name for something outside the cluster. */
export function needsClusterIp(spec: V1ServiceSpec): boolean {
  return spec.type !== 'ExternalName';
}

export function needsNodePort(spec: V1ServiceSpec): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer';
}

/** Load balancers that must know which nodes have an endpoint ask a port of each node. */
export function needsHealthCheckNodePort(spec: V1ServiceSpec): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
}

export function isExternallyAccessible(spec: V1ServiceSpec): boolean {
  return needsNodePort(spec) || (spec.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0);
}

export function isHeadless(spec: V1ServiceSpec): boolean {
  return spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === NONE;
}

export function nodePortsOf(spec: V1ServiceSpec): number[] {
  return (spec.ports ?? []).flatMap((port) => (port.nodePort ? [port.nodePort] : []));
}

export function sameStrings(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((item, position) => item === b[position]);
}

export function sameClusterIps(a: V1ServiceSpec, b: V1ServiceSpec): boolean {
  return (a.clusterIP ?? '') === (b.clusterIP ?? '') && sameStrings(a.clusterIPs, b.clusterIPs);
}
