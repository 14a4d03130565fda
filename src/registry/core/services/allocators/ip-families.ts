/** Which IP families a service has: what the client left open is filled in as the cluster is configured. */
import { type FieldError, invalidValue, path } from '../../../../api/field.ts';
import type { V1ServiceSpec } from '../../../../schema/generated/types.ts';
import { type Family, familyOf, isSelectorless, NONE, needsClusterIp, needsNodePort, sameStrings } from '../service.ts';
import { validateClusterIps } from '../validation/cluster-ips.ts';

/** The families that have a range of cluster IPs; the first one is what services get that name none. */
export type ClusterFamilies = readonly [Family, ...Family[]];

const SPEC = path('spec');
const POLICY = SPEC.child('ipFamilyPolicy');

/** @returns what is wrong with the client's wishes; then the spec must not be used */
export function fillInFamilies(
  spec: V1ServiceSpec,
  old: V1ServiceSpec | undefined,
  cluster: ClusterFamilies,
): FieldError[] {
  if (!needsClusterIp(spec) || (old && keepsPreferredFamilies(spec, old))) return [];
  spec.ipFamilyPolicy ??= old?.ipFamilyPolicy ?? (isFreeHeadless(spec) ? 'RequireDualStack' : 'SingleStack');
  const wrong = validateClusterIps(spec, new Set(old?.clusterIPs));
  if (wrong.length > 0) return wrong;
  const errors = [...(old ? narrow(spec, old) : []), ...validateCounts(spec), ...inferFamilies(spec, cluster)];
  if (errors.length > 0) return errors;
  return isFreeHeadless(spec) ? addFreeFamilies(spec, cluster) : addClusterFamilies(spec, cluster);
}

/**
 * A service that prefers two families and is updated without touching addresses stays as it is, also when the cluster
 * has gained or lost a family since.
 */
export function keepsPreferredFamilies(spec: V1ServiceSpec, old: V1ServiceSpec): boolean {
  const prefers = (policy: string | undefined): boolean => policy === 'PreferDualStack';
  return (
    spec.type === old.type &&
    (spec.type === 'ClusterIP' || needsNodePort(spec)) &&
    prefers(spec.ipFamilyPolicy) &&
    (old.ipFamilyPolicy === undefined || prefers(old.ipFamilyPolicy)) &&
    sameStrings(spec.clusterIPs, old.clusterIPs) &&
    sameStrings(spec.ipFamilies, old.ipFamilies)
  );
}

/** Headless without a selector: any family may turn up behind it, whatever the cluster has. */
function isFreeHeadless(spec: V1ServiceSpec): boolean {
  return spec.clusterIP === NONE && isSelectorless(spec);
}

const PAIRED = [
  ['clusterIPs', 'cluster IP', 'multiple cluster IPs'],
  ['ipFamilies', 'IP family', 'multiple IP families'],
] as const;

/** Turning to a single stack lets go of the second family; letting go of it without turning is an error. */
function narrow(spec: V1ServiceSpec, old: V1ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  for (const [field, what] of PAIRED) {
    const count = spec[field]?.length ?? 0;
    if (spec.ipFamilyPolicy === 'SingleStack') {
      if (count > 1 && sameStrings(spec[field], old[field])) spec[field] = spec[field]!.slice(0, 1);
    } else if (count > 0 && count < (old[field]?.length ?? 0)) {
      errors.push(policyError(spec, `must be 'SingleStack' to release the secondary ${what}`));
    }
  }
  return errors;
}

function policyError(spec: V1ServiceSpec, detail: string): FieldError {
  return invalidValue(POLICY, spec.ipFamilyPolicy, detail);
}

function validateCounts(spec: V1ServiceSpec): FieldError[] {
  if (spec.ipFamilyPolicy !== 'SingleStack') return [];
  return PAIRED.filter(([field]) => spec[field]?.length === 2).map(([, , many]) =>
    policyError(spec, `must be 'RequireDualStack' or 'PreferDualStack' when ${many} are specified`),
  );
}

/** Addresses that the client chose say which families it wants. */
function inferFamilies(spec: V1ServiceSpec, cluster: ClusterFamilies): FieldError[] {
  const addresses = spec.clusterIP === NONE ? [] : (spec.clusterIPs ?? []);
  const families = [...(spec.ipFamilies ?? [])];
  const errors: FieldError[] = [];
  for (let position = families.length; position < addresses.length; position += 1) {
    const family = familyOf(addresses[position]!)!;
    families.push(family);
    if (cluster.includes(family)) continue;
    const at = SPEC.child('clusterIPs').index(position);
    errors.push(invalidValue(at, spec.clusterIPs, `${family} is not configured on this cluster`));
  }
  if (families.length > 0) spec.ipFamilies = families;
  return errors;
}

function addFreeFamilies(spec: V1ServiceSpec, cluster: ClusterFamilies): FieldError[] {
  if (!spec.ipFamilies?.length) spec.ipFamilies = [cluster[0]];
  if (spec.ipFamilyPolicy !== 'SingleStack') addOtherFamily(spec.ipFamilies);
  return [];
}

function addClusterFamilies(spec: V1ServiceSpec, cluster: ClusterFamilies): FieldError[] {
  const errors = validateConfigured(spec, cluster);
  if (errors.length > 0) return errors;
  if (!spec.ipFamilies?.length) spec.ipFamilies = [cluster[0]];
  if (spec.ipFamilyPolicy !== 'SingleStack' && cluster.length === 2) addOtherFamily(spec.ipFamilies);
  return [];
}

function validateConfigured(spec: V1ServiceSpec, cluster: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.ipFamilyPolicy === 'RequireDualStack' && cluster.length < 2) {
    errors.push(policyError(spec, 'this cluster is not configured for dual-stack services'));
  }
  (spec.ipFamilies ?? []).forEach((family, position) => {
    if (cluster.includes(family)) return;
    errors.push(invalidValue(SPEC.child('ipFamilies').index(position), family, 'not configured on this cluster'));
  });
  return errors;
}

function addOtherFamily(families: string[]): void {
  if (families.length === 1) families.push(families[0] === 'IPv4' ? 'IPv6' : 'IPv4');
}
