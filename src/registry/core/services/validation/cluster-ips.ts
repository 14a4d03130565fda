/** How clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy fit each other. */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  path,
  required,
} from '../../../../api/field.ts';
import type { V1ServiceSpec } from '../../../../schema/generated/types.ts';
import { repeats } from '../../../../util/repeats.ts';
import { validateIp } from '../../../validation/ip.ts';
import { familyOf, isHeadless, NONE, needsClusterIp } from '../service.ts';

const SPEC = path('spec');
const CLUSTER_IPS = SPEC.child('clusterIPs');
const FAMILIES = ['IPv4', 'IPv6'];
const FAMILY_POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

/** Of every type but ExternalName. @param kept addresses that the stored service has */
export function validateClusterIps(spec: V1ServiceSpec, kept: ReadonlySet<string>): FieldError[] {
  if (!needsClusterIp(spec)) return [];
  const errors = [...validateSync(spec), ...validateFamilies(spec), ...validatePolicy(spec)];
  const addressErrors = validateAddresses(spec.clusterIPs ?? [], kept);
  errors.push(...addressErrors);
  if ((spec.clusterIPs ?? []).length > 2) errors.push(clusterIpsError(spec, 'may only hold up to 2 values'));
  // What follows would only blur what is wrong with an address.
  return addressErrors.length > 0 ? errors : [...errors, ...validateOnePerFamily(spec), ...validateMatch(spec)];
}

/** Of ExternalName services. */
export function validateNoClusterIps(spec: V1ServiceSpec): FieldError[] {
  const given = (['clusterIPs', 'ipFamilies'] as const).filter((field) => spec[field]?.length);
  const fields = spec.ipFamilyPolicy === undefined ? given : [...given, 'ipFamilyPolicy'];
  return fields.map((field) => forbiddenField(SPEC.child(field), 'may not be set for ExternalName services'));
}

function clusterIpsError(spec: V1ServiceSpec, detail: string): FieldError {
  return invalidValue(CLUSTER_IPS, spec.clusterIPs, detail);
}

function validateSync(spec: V1ServiceSpec): FieldError[] {
  const first = spec.clusterIPs?.[0];
  if (!spec.clusterIP) {
    return first === undefined ? [] : [clusterIpsError(spec, 'must be empty when `clusterIP` is not specified')];
  }
  if (first === undefined) return [required(CLUSTER_IPS)];
  return first === spec.clusterIP ? [] : [clusterIpsError(spec, 'first value must match `clusterIP`')];
}

function validateFamilies({ ipFamilies = [] }: V1ServiceSpec): FieldError[] {
  const repeated = repeats(ipFamilies);
  return ipFamilies.flatMap((family, position) => {
    const at = SPEC.child('ipFamilies').index(position);
    const known = FAMILIES.includes(family) ? [] : [notSupported(at, family, FAMILIES)];
    return repeated[position] ? [...known, duplicate(at, family)] : known;
  });
}

function validatePolicy({ ipFamilyPolicy }: V1ServiceSpec): FieldError[] {
  if (ipFamilyPolicy === undefined || FAMILY_POLICIES.includes(ipFamilyPolicy)) return [];
  return [notSupported(SPEC.child('ipFamilyPolicy'), ipFamilyPolicy, FAMILY_POLICIES)];
}

function validateAddresses(addresses: readonly string[], kept: ReadonlySet<string>): FieldError[] {
  return addresses.flatMap((address, position) => {
    if (position > 0 || address !== NONE) return validateIp(address, CLUSTER_IPS.index(position), kept);
    if (addresses.length === 1) return [];
    return [invalidValue(CLUSTER_IPS, addresses, "'None' must be the first and only value")];
  });
}

function validateOnePerFamily(spec: V1ServiceSpec): FieldError[] {
  const addresses = spec.clusterIPs ?? [];
  if (addresses.length < 2 || new Set(addresses.map(familyOf)).size === 2) return [];
  return [clusterIpsError(spec, 'may specify no more than one IP for each IP family')];
}

function validateMatch(spec: V1ServiceSpec): FieldError[] {
  if (isHeadless(spec)) return [];
  const families = spec.ipFamilies ?? [];
  return (spec.clusterIPs ?? []).slice(0, families.length).flatMap((address, position) => {
    const expected = families[position]!;
    if (familyOf(address) === expected) return [];
    const detail = `expected an ${expected} value as indicated by \`ipFamilies[${position}]\``;
    return [invalidValue(CLUSTER_IPS.index(position), address, detail)];
  });
}
