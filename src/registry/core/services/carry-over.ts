/** Values that the server once filled in live on through updates by clients that do not send them. */
import type { V1ServicePort, V1ServiceSpec } from '../../../schema/generated/types.ts';
import {
  choosesNodePorts,
  needsClusterIp,
  needsHealthCheckNodePort,
  needsNodePort,
  nodePortsOf,
  sameStrings,
} from './service.ts';

/** Sending the manifest of a service again must not fail for want of the values that it was given. */
export function carryOverAllocated(spec: V1ServiceSpec, old: V1ServiceSpec): void {
  if (needsClusterIp(spec) && needsClusterIp(old)) {
    spec.clusterIP ??= old.clusterIP;
    if (!spec.clusterIPs?.length && old.clusterIPs?.length) spec.clusterIPs = [...old.clusterIPs];
  }
  if (choosesNodePorts(spec) && needsNodePort(old)) carryOverNodePorts(spec, old);
  if (needsHealthCheckNodePort(spec) && needsHealthCheckNodePort(old)) {
    spec.healthCheckNodePort ??= old.healthCheckNodePort;
  }
}

/**
 * Ports are known by their names. A load balancer that wants no node ports gives back those that it no longer names; a node port that the
 * update gave to another port is left to that one.
 */
function carryOverNodePorts(spec: V1ServiceSpec, old: V1ServiceSpec): void {
  const used = new Set(nodePortsOf(spec)).intersection(new Set(nodePortsOf(old)));
  const byName = new Map((old.ports ?? []).map((port: V1ServicePort) => [port.name ?? '', port.nodePort]));
  for (const port of spec.ports ?? []) {
    const before = byName.get(port.name ?? '');
    if (!port.nodePort && before && !used.has(before)) port.nodePort = before;
  }
}

/** `clusterIPs` follows `clusterIP`, which is all that some clients know. */
export function syncClusterIps(spec: V1ServiceSpec, old: V1ServiceSpec | undefined): void {
  if (!old) {
    if (spec.clusterIP && !spec.clusterIPs?.length) spec.clusterIPs = [spec.clusterIP];
    return;
  }
  if (spec.clusterIP === old.clusterIP) {
    if (!spec.clusterIPs?.length && old.clusterIPs?.length) spec.clusterIPs = [...old.clusterIPs];
  } else if (sameStrings(spec.clusterIPs, old.clusterIPs)) {
    if (spec.clusterIP) spec.clusterIPs = [spec.clusterIP];
    else delete spec.clusterIPs;
  }
}
