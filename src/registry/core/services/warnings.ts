import { path } from '../../../api/field.ts';
import type { V1ServiceSpec } from '../../../schema/generated/types.ts';
import { cidrWarnings, ipWarnings } from '../../validation/ip.ts';
import { NONE, type Service } from './service.ts';

const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';
const SPEC = path('spec');

export function serviceWarnings(service: Service): string[] {
  const spec = service.spec ?? {};
  const headless = spec.type === 'ClusterIP' && spec.clusterIP === NONE;
  return [
    ...annotationWarnings(service),
    ...(spec.clusterIP === NONE ? [] : addressWarnings('clusterIPs', spec.clusterIPs)),
    ...(headless ? headlessWarnings(spec) : []),
    ...addressWarnings('externalIPs', spec.externalIPs),
    ...(headless ? [] : externalIpWarnings(spec)),
    ...(spec.loadBalancerIP ? ipWarnings(spec.loadBalancerIP, SPEC.child('loadBalancerIP')) : []),
    ...sourceRangeWarnings(spec.loadBalancerSourceRanges),
    ...fieldsOfOtherTypes(spec),
    ...trafficDistributionWarnings(spec),
  ];
}

export function serviceStatusWarnings(service: Service): string[] {
  const at = path('status', 'loadBalancer', 'ingress');
  const points = service.status?.loadBalancer?.ingress ?? [];
  return points.flatMap(({ ip = '' }, position) => ipWarnings(ip, at.index(position)));
}

function annotationWarnings(service: Service): string[] {
  if (!Object.hasOwn(service.metadata.annotations ?? {}, TOPOLOGY_HINTS)) return [];
  return [`annotation ${TOPOLOGY_HINTS} is deprecated, please use ${TOPOLOGY_MODE} instead`];
}

function addressWarnings(field: 'clusterIPs' | 'externalIPs', addresses: readonly string[] = []): string[] {
  return addresses.flatMap((ip, position) => ipWarnings(ip, SPEC.child(field).index(position)));
}

function headlessWarnings(spec: V1ServiceSpec): string[] {
  const warnings: string[] = [];
  if (spec.loadBalancerIP) warnings.push('spec.loadBalancerIP is ignored for headless services');
  if (spec.externalIPs?.length) warnings.push('spec.externalIPs is ignored for headless services');
  if (spec.sessionAffinity !== 'None') warnings.push('spec.SessionAffinity is ignored for headless services');
  return warnings;
}

function externalIpWarnings(spec: V1ServiceSpec): string[] {
  if (!spec.externalIPs?.length || spec.type === 'ExternalName') return [];
  return ['spec.externalIPs is deprecated and may no longer be implemented in some clusters'];
}

function sourceRangeWarnings(ranges: readonly string[] = []): string[] {
  const at = SPEC.child('loadBalancerSourceRanges');
  return ranges.flatMap((range, position) => cidrWarnings(range, at.index(position)));
}

function fieldsOfOtherTypes(spec: V1ServiceSpec): string[] {
  const isName = spec.type === 'ExternalName';
  if (isName && spec.externalIPs?.length) return ['spec.externalIPs is ignored when spec.type is "ExternalName"'];
  if (!isName && spec.externalName) return ['spec.externalName is ignored when spec.type is not "ExternalName"'];
  return [];
}

function trafficDistributionWarnings(spec: V1ServiceSpec): string[] {
  if (spec.trafficDistribution !== 'PreferClose') return [];
  return ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'];
}
