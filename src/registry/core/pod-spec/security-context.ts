/** Security contexts of pods and containers. */
import { type FieldError, type FieldPath, forbiddenField, invalidValue, notSupported } from '../../../api/field.ts';
import { locatedContainersOf } from '../../../api/pods/containers-of.ts';
import type { V1PodSecurityContext, V1PodSpec, V1SecurityContext } from '../../../schema/generated/types.ts';
import { each, inRange, MAX_INT32, supported } from './rules.ts';
import { validateAppArmorProfile, validateSeccompProfile } from './security-profiles.ts';
import { validateSysctls } from './sysctls.ts';
import { validateWindowsOptions } from './windows.ts';

const PROC_MOUNTS = ['Default', 'Unmasked'];
const FS_GROUP_POLICIES = ['Always', 'OnRootMismatch'];
const GROUPS_POLICIES = ['Merge', 'Strict'];
const SELINUX_POLICIES = ['MountOption', 'Recursive'];

const validateId = (id: number | undefined, at: FieldPath): FieldError[] => inRange(id, 0, MAX_INT32, at);

export function validatePodSecurityContext(spec: V1PodSpec, at: FieldPath): FieldError[] {
  const context = spec.securityContext ?? {};
  return [
    ...validateId(context.fsGroup, at.child('fsGroup')),
    ...validateId(context.runAsUser, at.child('runAsUser')),
    ...validateId(context.runAsGroup, at.child('runAsGroup')),
    ...each(context.supplementalGroups, at.child('supplementalGroups'), validateId),
    ...validateProcessNamespace(spec, at),
    ...validateSysctls(spec, at.child('sysctls')),
    ...supported(context.fsGroupChangePolicy, FS_GROUP_POLICIES, at.child('fsGroupChangePolicy')),
    ...validateProfiles(context, at),
    ...supported(context.supplementalGroupsPolicy, GROUPS_POLICIES, at.child('supplementalGroupsPolicy')),
    ...supported(context.seLinuxChangePolicy, SELINUX_POLICIES, at.child('seLinuxChangePolicy')),
  ];
}

function validateProfiles(context: V1PodSecurityContext | V1SecurityContext, at: FieldPath): FieldError[] {
  return [
    ...validateSeccompProfile(context.seccompProfile, at.child('seccompProfile')),
    ...validateWindowsOptions(context.windowsOptions, at.child('windowsOptions')),
    ...validateAppArmorProfile(context.appArmorProfile, at.child('appArmorProfile')),
  ];
}

function validateProcessNamespace(spec: V1PodSpec, at: FieldPath): FieldError[] {
  if (!spec.hostPID || !spec.shareProcessNamespace) return [];
  const detail = 'ShareProcessNamespace and HostPID cannot both be enabled';
  return [invalidValue(at.child('shareProcessNamespace'), true, detail)];
}

/** @param hostUsers whether the pod shares the node's user namespace */
export function validateSecurityContext(
  context: V1SecurityContext | undefined,
  hostUsers: boolean,
  at: FieldPath,
): FieldError[] {
  if (!context) return [];
  return [
    ...validateId(context.runAsUser, at.child('runAsUser')),
    ...validateId(context.runAsGroup, at.child('runAsGroup')),
    ...validateProcMount(context.procMount, hostUsers, at.child('procMount')),
    ...validatePrivilegeEscalation(context, at),
    ...validateProfiles(context, at),
  ];
}

function validateProcMount(mount: string | undefined, hostUsers: boolean, at: FieldPath): FieldError[] {
  if (mount === undefined) return [];
  if (!PROC_MOUNTS.includes(mount)) return [notSupported(at, mount, PROC_MOUNTS)];
  if (mount !== 'Unmasked' || !hostUsers) return [];
  return [invalidValue(at, mount, '`hostUsers` must be false to use `Unmasked`')];
}

function validatePrivilegeEscalation(context: V1SecurityContext, at: FieldPath): FieldError[] {
  if (context.allowPrivilegeEscalation !== false) return [];
  const errors: FieldError[] = [];
  if (context.privileged) {
    errors.push(invalidValue(at, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'));
  }
  if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(invalidValue(at, context, detail));
  }
  return errors;
}

/** A pod with a user namespace of its own shares no other namespace with the node, and no raw devices. */
export function validateUserNamespace(spec: V1PodSpec, at: FieldPath): FieldError[] {
  if (spec.hostUsers !== false) return [];
  const shared = [
    spec.hostNetwork && 'hostNetwork',
    // Upstream names these two by their Go fields.
    spec.hostPID && 'HostPID',
    spec.hostIPC && 'HostIPC',
  ].filter((name) => typeof name === 'string');
  const devices = locatedContainersOf(spec, at).filter(({ container }) => container.volumeDevices?.length);
  const places = [...shared.map((name) => at.child(name)), ...devices.map((found) => found.at.child('volumeDevices'))];
  return places.map((place) => forbiddenField(place, 'when `hostUsers` is false'));
}
