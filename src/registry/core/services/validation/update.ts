/** What of a Service may change: a second address may come and go, the first one stays. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, path } from '../../../../api/field.ts';
import type { V1ServiceSpec } from '../../../../schema/generated/types.ts';
import { isHeadless, needsClusterIp, needsHealthCheckNodePort } from '../service.ts';

const SPEC = path('spec');
const FIXED = 'may not change once set';

export function validateChange(spec: V1ServiceSpec, old: V1ServiceSpec): FieldError[] {
  return [
    ...validateAddressChange(spec, old),
    ...validateFamilyChange(spec, old),
    ...validateClassChange(spec, old),
    ...validateHealthCheckChange(spec, old),
  ];
}

function validateAddressChange(spec: V1ServiceSpec, old: V1ServiceSpec): FieldError[] {
  if (!needsClusterIp(spec) || !needsClusterIp(old) || (isHeadless(spec) && isHeadless(old))) return [];
  const at = SPEC.child('clusterIPs');
  const errors = primaryErrors(spec.clusterIPs ?? [], old.clusterIPs ?? [], at, {
    value: spec.clusterIPs,
    unset: 'primary clusterIP can not be unset',
  });
  return [...errors, ...validateRelease(spec, 'clusterIPs', old, 'clusterIP')];
}

function validateFamilyChange(spec: V1ServiceSpec, old: V1ServiceSpec): FieldError[] {
  if (!needsClusterIp(spec) || !needsClusterIp(old) || isHeadless(spec) || isHeadless(old)) return [];
  const families = spec.ipFamilies ?? [];
  const errors = primaryErrors(families, old.ipFamilies ?? [], SPEC.child('ipFamilies'), {
    value: spec.ipFamilies,
    unset: 'primary ipFamily can not be unset',
  });
  return [...errors, ...validateRelease(spec, 'ipFamilies', old, 'ipFamily')];
}

/** Of two lists of the same length every value stays; otherwise the first one does. */
function primaryErrors(
  now: readonly string[],
  before: readonly string[],
  at: FieldPath,
  words: { value: readonly string[] | undefined; unset: string },
): FieldError[] {
  if (now.length === 0 && before.length > 0) return [invalidValue(at.index(0), words.value, words.unset)];
  const compared = now.length === before.length ? before : before.slice(0, 1);
  return compared.flatMap((value, position) =>
    now[position] === value ? [] : [invalidValue(at.index(position), words.value, FIXED)],
  );
}

/** The second value goes only when the policy says so. */
function validateRelease(
  spec: V1ServiceSpec,
  field: 'clusterIPs' | 'ipFamilies',
  old: V1ServiceSpec,
  what: string,
): FieldError[] {
  const released = spec[field]?.length === 1 && (old[field]?.length ?? 0) > 1;
  if (!released || spec.ipFamilyPolicy === 'SingleStack') return [];
  const detail = `must be set to 'SingleStack' when releasing the secondary ${what}`;
  return [invalidValue(SPEC.child('ipFamilyPolicy'), spec.ipFamilyPolicy, detail)];
}

function validateClassChange(spec: V1ServiceSpec, old: V1ServiceSpec): FieldError[] {
  const bothBalance = spec.type === 'LoadBalancer' && old.type === 'LoadBalancer';
  if (!bothBalance || spec.loadBalancerClass === old.loadBalancerClass) return [];
  return [invalidValue(SPEC.child('loadBalancerClass'), spec.loadBalancerClass, FIXED)];
}

function validateHealthCheckChange(spec: V1ServiceSpec, old: V1ServiceSpec): FieldError[] {
  if (!needsHealthCheckNodePort(spec) || !needsHealthCheckNodePort(old)) return [];
  if (spec.healthCheckNodePort === old.healthCheckNodePort) return [];
  return [forbiddenField(SPEC.child('healthCheckNodePort'), 'field is immutable')];
}
