/** What can be said of a Service from its spec alone: the questions that defaults, rules and allocators share. */
import type { KubeObject } from '../../../api/object.ts';
import type { V1Service, V1ServiceSpec } from '../../../schema/generated/types.ts';
import { parseIp } from '../../../util/ip.ts';

export type Service = V1Service & KubeObject;
export type Family = 'IPv4' | 'IPv6';

/** clusterIP of a headless service. */
export const NONE = 'None';

/** Every service but one that is only a name for something outside the cluster. */
export function needsClusterIp(spec: V1ServiceSpec): boolean {
  return spec.type !== 'ExternalName';
}

export function needsNodePort(spec: V1ServiceSpec): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer';
}

/** Load balancers may reach their pods without node ports; then only those asked for are given. */
export function choosesNodePorts(spec: V1ServiceSpec): boolean {
  return spec.type === 'NodePort' || spec.allocateLoadBalancerNodePorts === true;
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

/** Endpoints are someone else's business: the cluster cannot know their IP families. */
export function isSelectorless(spec: V1ServiceSpec): boolean {
  return Object.keys(spec.selector ?? {}).length === 0;
}

/** The addresses that are the service's own: none when it is headless or a mere name. */
export function ownClusterIps(spec: V1ServiceSpec): readonly string[] {
  return needsClusterIp(spec) && !isHeadless(spec) ? (spec.clusterIPs ?? []) : [];
}

export function nodePortsOf(spec: V1ServiceSpec): number[] {
  return (spec.ports ?? []).flatMap((port) => (port.nodePort ? [port.nodePort] : []));
}

/** Undefined for what is no address. */
export function familyOf(ip: string): Family | undefined {
  const address = parseIp(ip);
  return address && (address.family === 4 ? 'IPv4' : 'IPv6');
}

export function sameStrings(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.length === b.length && a.every((item, position) => item === b[position]);
}
