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

/** @param kept source ranges that the stored service has */
export function validateLoadBalancer(service: Service, kept: ReadonlySet<string>): FieldError[] {
  const spec = service.spec ?? {};
  return [...validateSourceRanges(service, kept), ...validateNodePortChoice(spec), ...validateClass(spec)];
}

function validateSourceRanges(service: Service, kept: ReadonlySet<string>): FieldError[] {
  const spec = service.spec ?? {};
  const annotation = service.metadata.annotations?.[SOURCE_RANGES];
  if (spec.loadBalancerSourceRanges?.length) {
    const at = SPEC.child('LoadBalancerSourceRanges');
    return validateRanges(spec, spec.loadBalancerSourceRanges, kept, at, (position) => at.index(position));
  }
  if (annotation === undefined) return [];
  const at = path('metadata', 'annotations').key(SOURCE_RANGES);
  const ranges = annotation.trim() === '' ? [] : annotation.split(',');
  return validateRanges(spec, ranges, kept, at, () => at);
}

/** Padding with spaces was allowed in the annotation, so it is in the field. */
function validateRanges(
  spec: V1ServiceSpec,
  ranges: readonly string[],
  kept: ReadonlySet<string>,
  at: FieldPath,
  place: (position: number) => FieldPath,
): FieldError[] {
  const misplaced = spec.type === 'LoadBalancer' ? [] : [forbiddenField(at, ONLY_LOAD_BALANCER)];
  return [...misplaced, ...ranges.flatMap((range, position) => validateCidr(range.trim(), place(position), kept))];
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
