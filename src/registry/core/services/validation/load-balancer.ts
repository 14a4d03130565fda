import { type FieldError, type FieldPath, forbiddenField, path } from '../../../../api/field.ts';
import { isQualifiedName } from '../../../../api/names.ts';
import type { V1ServiceSpec } from '../../../../schema/generated/types.ts';
import { validateName } from '../../../validation/common.ts';
import { validateCidr } from '../../../validation/ip.ts';
import type { Service } from '../service.ts';

const SPEC = path('spec');
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";
/** Where source ranges stood before they had a field. */
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** @param old source ranges that it has pass in forms that are refused by now */
export function validateLoadBalancer(service: Service, old: Service | undefined): FieldError[] {
  const spec = service.spec ?? {};
  return [...validateSourceRanges(service, old), ...validateNodePortChoice(spec), ...validateClass(spec)];
}

function validateSourceRanges(service: Service, old: Service | undefined): FieldError[] {
  const ranges = service.spec?.loadBalancerSourceRanges ?? [];
  if (ranges.length === 0) return validateAnnotation(service, old);
  const at = SPEC.child('LoadBalancerSourceRanges');
  const kept = new Set(old?.spec?.loadBalancerSourceRanges?.map((range) => range.trim()));
  return [
    ...validateType(service, at),
    // Padding with spaces was allowed in the annotation, so it is in the field.
    ...ranges.flatMap((range, position) => validateCidr(range.trim(), at.index(position), kept)),
  ];
}

function validateAnnotation(service: Service, old: Service | undefined): FieldError[] {
  const text = service.metadata.annotations?.[SOURCE_RANGES];
  if (text === undefined) return [];
  const at = path('metadata', 'annotations').key(SOURCE_RANGES);
  const errors = validateType(service, at);
  if (text.trim() === '' || text === old?.metadata.annotations?.[SOURCE_RANGES]) return errors;
  return [...errors, ...text.split(',').flatMap((range) => validateCidr(range.trim(), at))];
}

function validateType({ spec }: Service, at: FieldPath): FieldError[] {
  return spec?.type === 'LoadBalancer' ? [] : [forbiddenField(at, ONLY_LOAD_BALANCER)];
}

function validateNodePortChoice(spec: V1ServiceSpec): FieldError[] {
  if (spec.type === 'LoadBalancer' || spec.allocateLoadBalancerNodePorts === undefined) return [];
  return [forbiddenField(SPEC.child('allocateLoadBalancerNodePorts'), ONLY_LOAD_BALANCER)];
}

function validateClass(spec: V1ServiceSpec): FieldError[] {
  const at = SPEC.child('loadBalancerClass');
  if (spec.loadBalancerClass === undefined) return [];
  if (spec.type !== 'LoadBalancer') return [forbiddenField(at, ONLY_LOAD_BALANCER)];
  return validateName(spec.loadBalancerClass, isQualifiedName, at);
}
