import { type FieldError, type FieldPath, path } from '../../../api/field.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1Ingress, V1IngressLoadBalancerIngress } from '../../../schema/generated/types.ts';
import { validateHostname } from '../../validation/hostnames.ts';
import { validateIp } from '../../validation/ip.ts';

type Ingress = V1Ingress & KubeObject;

export function validateIngressStatusUpdate(ingress: Ingress, old: Ingress): FieldError[] {
  const at = path('status', 'loadBalancer', 'ingress');
  const kept = new Set(pointsOf(old).map((point) => point.ip ?? ''));
  return pointsOf(ingress).flatMap((point, position) => validatePoint(point, kept, at.index(position)));
}

function pointsOf(ingress: Ingress): readonly V1IngressLoadBalancerIngress[] {
  return ingress.status?.loadBalancer?.ingress ?? [];
}

function validatePoint(point: V1IngressLoadBalancerIngress, kept: ReadonlySet<string>, at: FieldPath): FieldError[] {
  const errors = point.ip ? validateIp(point.ip, at.child('ip'), kept) : [];
  return point.hostname ? [...errors, ...validateHostname(point.hostname, at.child('hostname'))] : errors;
}
