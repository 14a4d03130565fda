import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  notSupported,
  path,
  required,
} from '../../../../api/field.ts';
import type { V1LoadBalancerIngress } from '../../../../schema/generated/types.ts';
import { validateHostname } from '../../../validation/hostnames.ts';
import { validateIp } from '../../../validation/ip.ts';
import type { Service } from '../service.ts';

const IP_MODES = ['Proxy', 'VIP'];

export function validateServiceStatusUpdate(service: Service, old: Service): FieldError[] {
  const at = path('status', 'loadBalancer', 'ingress');
  const points = pointsOf(service);
  if (service.spec?.type !== 'LoadBalancer' && points.length > 0) {
    return [forbiddenField(at, "may only be used when `spec.type` is 'LoadBalancer'")];
  }
  const kept = new Set(pointsOf(old).map((point) => point.ip ?? ''));
  return points.flatMap((point, position) => validatePoint(point, kept, at.index(position)));
}

function pointsOf(service: Service): readonly V1LoadBalancerIngress[] {
  return service.status?.loadBalancer?.ingress ?? [];
}

function validatePoint(point: V1LoadBalancerIngress, kept: ReadonlySet<string>, at: FieldPath): FieldError[] {
  return [
    ...(point.ip ? validateIp(point.ip, at.child('ip'), kept) : []),
    ...validateIpMode(point, at.child('ipMode')),
    ...(point.hostname ? validateHostname(point.hostname, at.child('hostname')) : []),
  ];
}

function validateIpMode({ ip, ipMode }: V1LoadBalancerIngress, at: FieldPath): FieldError[] {
  if (ipMode === undefined) return ip ? [required(at, 'must be specified when `ip` is set')] : [];
  if (!ip) return [forbiddenField(at, 'may not be specified when `ip` is not set')];
  return IP_MODES.includes(ipMode) ? [] : [notSupported(at, ipMode, IP_MODES)];
}
