import { type FieldError, type FieldPath, invalidValue, notSupported, path, required } from '../../api/field.ts';
import { goQuote } from '../../api/go-format.ts';
import {
  type IdRange,
  POLICY_ANNOTATIONS,
  type PodSecurityPolicy,
  type PodSecurityPolicySpec,
  type RangeStrategy,
  VOLUME_TYPES,
} from '../../api/pod-security-policy.ts';
import { defineResource } from '../resource.ts';
import { validateSysctlPatterns } from './sysctl-patterns.ts';

const SPEC = path('spec');
const ANY = '*';

/** Served whether or not the admission plugin is on, so that policies can be brought, read and left behind. */
export const podSecurityPolicies = defineResource<PodSecurityPolicy>({
  group: 'policy',
  name: 'podsecuritypolicies',
  singular: 'podsecuritypolicy',
  kind: 'PodSecurityPolicy',
  namespaced: false,
  shortNames: ['psp'],
  versions: [{ version: 'v1beta1', model: 'V1beta1PodSecurityPolicy' }],
  prefix: '/registry/podsecuritypolicy/',
  deprecation: 'policy/v1beta1 PodSecurityPolicy is deprecated in v1.21+, unavailable in v1.25+',
  removedRelease: '1.25',
  strategy: {
    defaults(policy) {
      policy.spec ??= {};
      policy.spec.allowPrivilegeEscalation ??= true;
    },
    validate: validatePolicy,
    validateUpdate: validatePolicy,
  },
});

function validatePolicy({ metadata, spec }: PodSecurityPolicy): FieldError[] {
  return [...validateProfiles(metadata.annotations ?? {}), ...validateSpec(spec ?? {})];
}

const SECCOMP = ['runtime/default', 'docker/default', 'unconfined'];
const APP_ARMOR = ['runtime/default', 'unconfined'];

/** Lists of profiles are separated by commas; one that is empty stands for none. */
function validateProfiles(annotations: Readonly<Record<string, string>>): FieldError[] {
  const { defaultSeccomp, allowedSeccomp, defaultAppArmor, allowedAppArmor } = POLICY_ANNOTATIONS;
  const wrong = (key: string, known: readonly string[], why: (profile: string) => string) =>
    (annotations[key] ?? '')
      .split(',')
      .filter((profile) => profile !== '' && !profile.startsWith('localhost/') && !known.includes(profile))
      .map((profile) => invalidValue(path('metadata', 'annotations').key(key), profile, why(profile)));
  const seccomp = () => 'must be a valid seccomp profile';
  const appArmor = (profile: string) => `invalid AppArmor profile name: ${goQuote(profile)}`;
  return [
    ...wrong(defaultAppArmor, APP_ARMOR, appArmor),
    ...wrong(allowedAppArmor, APP_ARMOR, appArmor),
    ...wrong(defaultSeccomp, SECCOMP, seccomp),
    ...wrong(allowedSeccomp, [...SECCOMP, ANY], seccomp),
  ];
}

function validateSpec(spec: PodSecurityPolicySpec): FieldError[] {
  return [
    ...validateRanges(spec.runAsUser, ['MustRunAs', 'MustRunAsNonRoot', 'RunAsAny'], SPEC.child('runAsUser')),
    ...(spec.runAsGroup ? validateRanges(spec.runAsGroup, GROUP_RULES, SPEC.child('runAsGroup')) : []),
    ...validateRule(spec.seLinux?.rule, ['MustRunAs', 'RunAsAny'], SPEC.child('seLinux')),
    ...validateRanges(spec.supplementalGroups, GROUP_RULES, SPEC.child('supplementalGroups')),
    ...validateRanges(spec.fsGroup, GROUP_RULES, SPEC.child('fsGroup')),
    ...validateVolumes(spec.volumes ?? []),
    ...validateCapabilities(spec),
    ...validateEscalation(spec),
    ...(spec.allowedHostPaths ?? []).flatMap(({ pathPrefix }, position) =>
      validateHostPath(pathPrefix, SPEC.child('allowedHostPaths').index(position)),
    ),
    ...validateDrivers(spec),
    ...validateSysctlPatterns(spec, SPEC),
    ...validateRuntimeClasses(spec.runtimeClass),
  ];
}

const GROUP_RULES = ['MayRunAs', 'MustRunAs', 'RunAsAny'];

function validateRule(rule: string | undefined, rules: readonly string[], at: FieldPath): FieldError[] {
  return rules.includes(rule ?? '') ? [] : [notSupported(at.child('rule'), rule ?? '', rules)];
}

function validateRanges(strategy: RangeStrategy | undefined, rules: readonly string[], at: FieldPath): FieldError[] {
  const ranges = strategy?.ranges ?? [];
  return [
    ...validateRule(strategy?.rule, rules, at),
    ...ranges.flatMap((range, position) => validateRange(range, at.child('ranges').index(position))),
  ];
}

function validateRange({ min = 0, max = 0 }: IdRange, at: FieldPath): FieldError[] {
  return [
    ...(min < 0 ? [invalidValue(at.child('min'), min, 'min cannot be negative')] : []),
    ...(max < 0 ? [invalidValue(at.child('max'), max, 'max cannot be negative')] : []),
    ...(min > max ? [invalidValue(at.child('min'), min, 'min cannot be greater than max')] : []),
  ];
}

function validateVolumes(volumes: readonly string[]): FieldError[] {
  const supported = [ANY, ...VOLUME_TYPES];
  return volumes
    .filter((volume) => !supported.includes(volume))
    .map((volume) => notSupported(SPEC.child('volumes'), volume, supported));
}

function validateCapabilities(spec: PodSecurityPolicySpec): FieldError[] {
  const { requiredDropCapabilities: drops = [], allowedCapabilities: allowed = [], defaultAddCapabilities = [] } = spec;
  const wildcard = 'must be empty when all capabilities are allowed by a wildcard';
  const both = (name: string, capabilities: readonly string[]) =>
    capabilities
      .filter((capability) => drops.includes(capability))
      .map((capability) =>
        invalidValue(path(name), capability, `capability is listed in ${name} and requiredDropCapabilities`),
      );
  return [
    ...(drops.length > 0 && allowed.includes(ANY)
      ? [invalidValue(path('requiredDropCapabilities'), drops, wildcard)]
      : []),
    ...both('defaultAddCapabilities', defaultAddCapabilities),
    ...both('allowedCapabilities', allowed),
  ];
}

function validateEscalation(spec: PodSecurityPolicySpec): FieldError[] {
  if (!spec.defaultAllowPrivilegeEscalation || spec.allowPrivilegeEscalation !== false) return [];
  const why =
    'Cannot set DefaultAllowPrivilegeEscalation to true without also setting AllowPrivilegeEscalation to true';
  return [invalidValue(SPEC.child('defaultAllowPrivilegeEscalation'), true, why)];
}

function validateHostPath(prefix: string | undefined, at: FieldPath): FieldError[] {
  if (!prefix) return [required(at, 'is required')];
  return prefix.split('/').includes('..') ? [invalidValue(at, prefix, "must not contain '..'")] : [];
}

function validateDrivers({ allowedFlexVolumes = [], allowedCSIDrivers = [] }: PodSecurityPolicySpec): FieldError[] {
  const flex = SPEC.child('allowedFlexVolumes');
  const csi = SPEC.child('allowedCSIDrivers');
  return [
    ...allowedFlexVolumes.flatMap(({ driver }, position) =>
      driver ? [] : [required(flex.index(position).child('driver'), 'must specify a driver')],
    ),
    ...allowedCSIDrivers.flatMap(({ name }, position) =>
      name ? [] : [required(csi.index(position).child('name'), 'must specify a driver')],
    ),
  ];
}

function validateRuntimeClasses(strategy: PodSecurityPolicySpec['runtimeClass']): FieldError[] {
  const names = strategy?.allowedRuntimeClassNames ?? [];
  const usual = strategy?.defaultRuntimeClassName;
  const at = SPEC.child('runtimeClass');
  const anyWithOthers = names.includes(ANY) && names.length > 1;
  const why = 'if * is present, must not specify other RuntimeClass names';
  return [
    ...(anyWithOthers ? [invalidValue(at.child('allowedRuntimeClassNames'), names, why)] : []),
    ...(usual !== undefined && !names.includes(ANY) && !names.includes(usual)
      ? [invalidValue(at.child('defaultRuntimeClassName'), usual, 'default RuntimeClass must be in the allowed list')]
      : []),
  ];
}
