/** IPAddress objects (networking.k8s.io/v1) that stand for the cluster IPs of services. */
import type { KubeObject } from './object.ts';

const MANAGED_BY = 'ipaddress.kubernetes.io/managed-by';
const ALLOCATOR = 'ipallocator.k8s.io';

export function allocatedAddressLabels(family: 'IPv4' | 'IPv6'): Record<string, string> {
  return { 'ipaddress.kubernetes.io/ip-family': family, [MANAGED_BY]: ALLOCATOR };
}

/** Whether a service made it; others are their makers'. */
export function isAllocatedAddress({ metadata }: KubeObject): boolean {
  return metadata.labels?.[MANAGED_BY] === ALLOCATOR;
}
