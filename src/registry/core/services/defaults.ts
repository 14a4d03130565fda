import type { V1ServicePort, V1ServiceSpec } from '../../../schema/generated/types.ts';
import { isExternallyAccessible, needsClusterIp, type Service } from './service.ts';

const AFFINITY_TIMEOUT_SECONDS = 10800;

export function setServiceDefaults(service: Service): void {
  service.spec ??= {};
  const { spec } = service;
  if (spec.clusterIPs?.length === 0) delete spec.clusterIPs;
  spec.type ||= 'ClusterIP';
  setAffinityDefaults(spec);
  for (const port of spec.ports ?? []) setPortDefaults(port);
  if (isExternallyAccessible(spec)) spec.externalTrafficPolicy ||= 'Cluster';
  if (needsClusterIp(spec)) spec.internalTrafficPolicy ??= 'Cluster';
  if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
  setStatusDefaults(service);
}

function setAffinityDefaults(spec: V1ServiceSpec): void {
  spec.sessionAffinity ||= 'None';
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity !== 'ClientIP' || spec.sessionAffinityConfig?.clientIP?.timeoutSeconds !== undefined) return;
  spec.sessionAffinityConfig = { clientIP: { timeoutSeconds: AFFINITY_TIMEOUT_SECONDS } };
}

function setPortDefaults(port: V1ServicePort): void {
  port.protocol ||= 'TCP';
  port.port ??= 0;
  port.targetPort ||= port.port;
}

function setStatusDefaults(service: Service): void {
  for (const ingress of service.status?.loadBalancer?.ingress ?? []) if (ingress.ip) ingress.ipMode ??= 'VIP';
}
