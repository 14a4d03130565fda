/**
 * Seccomp and AppArmor profiles. Policies name them as annotations did: `runtime/default`, `localhost/<file>`. Pods are
 * given them as fields, which are what kubelets read.
 */
import { type FieldError, type FieldPath, forbiddenField, path } from '../../../../api/field.ts';
import { POLICY_ANNOTATIONS, type PodSecurityPolicy } from '../../../../api/pod-security-policy.ts';
import { type AnyContainer, effective, give } from '../security-context.ts';
import type { Judged, Rule } from './rule.ts';

const ANNOTATIONS = path('pod', 'metadata', 'annotations');
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

interface Profile {
  type?: string;
  localhostProfile?: string;
}

function profileOf(name: string): Profile {
  if (name.startsWith('localhost/')) return { type: 'Localhost', localhostProfile: name.slice('localhost/'.length) };
  return { type: name === 'unconfined' ? 'Unconfined' : 'RuntimeDefault' };
}

/** Empty: none is set. */
function nameOf(profile: Profile | undefined): string {
  if (!profile) return '';
  if (profile.type === 'Localhost') return `localhost/${profile.localhostProfile ?? ''}`;
  return profile.type === 'RuntimeDefault' ? 'runtime/default' : 'unconfined';
}

function annotationOf({ metadata }: PodSecurityPolicy, key: keyof typeof POLICY_ANNOTATIONS): string {
  return metadata.annotations?.[POLICY_ANNOTATIONS[key]] ?? '';
}

/** `docker/default` is what `runtime/default` was called before. */
function namesIn(list: string): string[] {
  return list === '' ? [] : list.split(',').map((name) => (name === 'docker/default' ? 'runtime/default' : name));
}

export const seccomp: Rule = {
  podDefaults({ policy, spec }) {
    const usual = annotationOf(policy, 'defaultSeccomp');
    if (usual === '' || spec.securityContext?.seccompProfile) return;
    give(spec, { seccompProfile: profileOf(usual) });
  },
  validatePod: (judged) =>
    validateSeccomp(judged, nameOf(judged.spec.securityContext?.seccompProfile), ANNOTATIONS.key(SECCOMP_POD)),
  validateContainer: (judged, container) =>
    validateSeccomp(
      judged,
      nameOf(effective(judged.spec, container, 'seccompProfile')),
      ANNOTATIONS.key(SECCOMP_CONTAINER + container.name),
    ),
};

function validateSeccomp({ policy }: Judged, profile: string, at: FieldPath): FieldError[] {
  const list = annotationOf(policy, 'allowedSeccomp');
  const allowed = namesIn(list);
  if (allowed.includes('*') || allowed.includes(profile)) return [];
  if (allowed.length === 0) return profile === '' ? [] : [forbiddenField(at, 'seccomp may not be set')];
  return [forbiddenField(at, `${profile} is not an allowed seccomp profile. Valid values are ${list}`)];
}

export const appArmor: Rule = {
  containerDefaults(judged, container) {
    const usual = annotationOf(judged.policy, 'defaultAppArmor');
    if (usual === '' || appArmorOf(judged, container) !== '') return;
    give(container, { appArmorProfile: profileOf(usual) });
  },
  validateContainer(judged, container) {
    const list = annotationOf(judged.policy, 'allowedAppArmor');
    if (list === '') return [];
    const at = ANNOTATIONS.key(APP_ARMOR + container.name);
    const profile = appArmorOf(judged, container);
    if (profile === '') return [forbiddenField(at, 'AppArmor profile must be set')];
    if (namesIn(list).includes(profile)) return [];
    return [forbiddenField(at, `${profile} is not an allowed profile. Allowed values: ${JSON.stringify(list)}`)];
  },
};

/** An annotation counts as long as there is no field. */
function appArmorOf({ pod, spec }: Judged, container: AnyContainer): string {
  const profile = effective(spec, container, 'appArmorProfile');
  return profile ? nameOf(profile) : (pod.metadata?.annotations?.[APP_ARMOR + container.name] ?? '');
}
