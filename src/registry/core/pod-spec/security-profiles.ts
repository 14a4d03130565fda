/** Seccomp and AppArmor: fields, the annotations that came before them, and their agreement. */
import {
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  tooLong,
} from '../../../api/field.ts';
import { goQuote } from '../../../api/go-format.ts';
import { byteLength } from '../../../api/names.ts';
import { containersOf, locatedContainersOf } from '../../../api/pods/containers-of.ts';
import type { V1AppArmorProfile, V1ObjectMeta, V1PodSpec, V1SeccompProfile } from '../../../schema/generated/types.ts';
import { APP_ARMOR_PREFIX, SECCOMP_CONTAINER_PREFIX, SECCOMP_POD_ANNOTATION } from './annotation-keys.ts';
import { validateRelativePath } from './paths.ts';

type Annotations = Readonly<Record<string, string>>;

const TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const LOCALHOST = 'localhost/';
/** PATH_MAX without its terminator. */
const MAX_PROFILE_PATH = 4095;

export function validateSeccompProfile(profile: V1SeccompProfile | undefined, at: FieldPath): FieldError[] {
  if (!profile) return [];
  const errors = validateType(profile.type, 'seccompProfile', at.child('type'));
  const pathAt = at.child('localhostProfile');
  if (profile.type !== 'Localhost') {
    if (profile.localhostProfile === undefined) return errors;
    return [...errors, invalidValue(pathAt, profile, 'can only be set when seccomp type is Localhost')];
  }
  if (profile.localhostProfile === undefined) {
    return [...errors, required(pathAt, 'must be set when seccomp type is Localhost')];
  }
  return [...errors, ...validateRelativePath(profile.localhostProfile, pathAt)];
}

function validateType(type: string | undefined, field: string, at: FieldPath): FieldError[] {
  if (!type) return [required(at, `type is required when ${field} is set`)];
  return TYPES.includes(type) ? [] : [notSupported(at, type, TYPES)];
}

export function validateAppArmorProfile(profile: V1AppArmorProfile | undefined, at: FieldPath): FieldError[] {
  if (!profile) return [];
  const pathAt = at.child('localhostProfile');
  if (profile.type === 'Localhost') return validateLocalhostProfile(profile.localhostProfile, pathAt);
  const errors = validateType(profile.type, 'appArmorProfile', at.child('type'));
  if (errors.length > 0 || profile.localhostProfile === undefined) return errors;
  return [invalidValue(pathAt, profile.localhostProfile, 'can only be set when AppArmor type is Localhost')];
}

function validateLocalhostProfile(profile: string | undefined, at: FieldPath): FieldError[] {
  if (!profile) return [required(at, 'must be set when AppArmor type is Localhost')];
  const errors: FieldError[] = [];
  if (profile.trim() !== profile) errors.push(invalidValue(at, profile, 'must not be padded with whitespace'));
  if (byteLength(profile) > MAX_PROFILE_PATH) errors.push(tooLong(at, MAX_PROFILE_PATH));
  return errors;
}

/** @param at the path of the annotations */
export function validateProfileAnnotations(annotations: Annotations, spec: V1PodSpec, at: FieldPath): FieldError[] {
  const entries = Object.entries(annotations);
  const names = new Set(containersOf(spec).map((container) => container.name));
  return [
    ...entries.flatMap(([key, profile]) =>
      key === SECCOMP_POD_ANNOTATION || key.startsWith(SECCOMP_CONTAINER_PREFIX)
        ? validateSeccompAnnotation(profile, at.child(key))
        : [],
    ),
    ...entries.flatMap(([key, profile]) =>
      key.startsWith(APP_ARMOR_PREFIX) ? validateAppArmorAnnotation(key, profile, names, at.key(key)) : [],
    ),
  ];
}

function validateSeccompAnnotation(profile: string, at: FieldPath): FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return [];
  if (profile.startsWith(LOCALHOST)) return validateRelativePath(profile.slice(LOCALHOST.length), at);
  return [invalidValue(at, profile, 'must be a valid seccomp profile')];
}

function validateAppArmorAnnotation(
  key: string,
  profile: string,
  names: ReadonlySet<string | undefined>,
  at: FieldPath,
): FieldError[] {
  const name = key.slice(APP_ARMOR_PREFIX.length);
  const errors: FieldError[] = [];
  if (!names.has(name)) {
    errors.push(invalidValue(at, name, 'container not found'));
  }
  const known = ['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith(LOCALHOST);
  if (!known) errors.push(invalidValue(at, profile, `invalid AppArmor profile name: ${goQuote(profile)}`));
  return errors;
}

/** A field and the annotation that it replaces must not contradict each other. */
export function validateProfilesAgree(meta: V1ObjectMeta | undefined, spec: V1PodSpec, at: FieldPath): FieldError[] {
  const annotations = new Map(Object.entries(meta?.annotations ?? {}));
  const errors = matchSeccomp(
    annotations.get(SECCOMP_POD_ANNOTATION),
    spec.securityContext?.seccompProfile,
    at.child('securityContext', 'seccompProfile'),
  );
  const containers = locatedContainersOf(spec, at);
  for (const { container, at: containerAt } of containers) {
    const annotation = annotations.get(SECCOMP_CONTAINER_PREFIX + container.name);
    const profileAt = containerAt.child('securityContext', 'seccompProfile');
    errors.push(...matchSeccomp(annotation, container.securityContext?.seccompProfile, profileAt));
  }
  if (spec.os?.name === 'windows') return errors;
  for (const { container, at: containerAt } of containers) {
    const annotation = annotations.get(APP_ARMOR_PREFIX + container.name);
    const profile = container.securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    errors.push(...matchAppArmor(annotation, profile, containerAt.child('securityContext', 'appArmorProfile')));
  }
  return errors;
}

function matchSeccomp(
  annotation: string | undefined,
  profile: V1SeccompProfile | undefined,
  at: FieldPath,
): FieldError[] {
  return matchProfile(annotation, profile, ['runtime/default', 'docker/default'], 'seccomp', at);
}

function matchAppArmor(
  annotation: string | undefined,
  profile: V1AppArmorProfile | undefined,
  at: FieldPath,
): FieldError[] {
  return matchProfile(annotation, profile, ['runtime/default'], 'apparmor', at);
}

function matchProfile(
  annotation: string | undefined,
  profile: V1SeccompProfile | V1AppArmorProfile | undefined,
  runtimeDefaults: readonly string[],
  what: string,
  at: FieldPath,
): FieldError[] {
  if (annotation === undefined || !profile) return [];
  const accepts = new Map<string | undefined, (value: string) => boolean>([
    ['Unconfined', (value) => value === 'unconfined'],
    ['RuntimeDefault', (value) => runtimeDefaults.includes(value)],
    ['Localhost', (value) => value.startsWith(LOCALHOST)],
  ]).get(profile.type);
  if (!accepts) return [];
  if (!accepts(annotation)) {
    return [forbiddenField(at.child('type'), `${what} type in annotation and field must match`)];
  }
  if (profile.type !== 'Localhost' || annotation === LOCALHOST + profile.localhostProfile) return [];
  return [forbiddenField(at.child('localhostProfile'), `${what} profile in annotation and field must match`)];
}
