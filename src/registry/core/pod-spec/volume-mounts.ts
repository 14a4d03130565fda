/** What containers mount: volumes as directories, and claims as block devices. */
import { type FieldError, type FieldPath, fieldNotFound, forbiddenField, invalidValue } from '../../../api/field.ts';
import type { V1Volume, V1VolumeDevice, V1VolumeMount } from '../../../schema/generated/types.ts';
import type { AnyContainer } from './any-container.ts';
import { validateNoBacksteps, validateRelativePath } from './paths.ts';
import { each, requireValue, supported } from './rules.ts';

/** The pod's well-formed volumes by name. */
export type Volumes = ReadonlyMap<string, V1Volume>;

const PROPAGATION = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE_READ_ONLY = ['Disabled', 'Enabled', 'IfPossible'];

export function validateVolumeMounts(container: AnyContainer, volumes: Volumes, at: FieldPath): FieldError[] {
  const devices = container.volumeDevices ?? [];
  const deviceNames = new Set(devices.map((device) => device.name));
  const devicePaths = new Set(devices.map((device) => device.devicePath));
  const seen = new Set<string>();
  return each(container.volumeMounts, at, (mount, mountAt) => {
    const name = mount.name ?? '';
    const mountPath = mount.mountPath ?? '';
    const pathAt = mountAt.child('mountPath');
    const errors = [...validateVolumeName(name, volumes, mountAt.child('name')), ...requireValue(mountPath, pathAt)];
    if (seen.has(mountPath)) errors.push(invalidValue(pathAt, mountPath, 'must be unique'));
    seen.add(mountPath);
    if (deviceNames.has(name)) {
      errors.push(invalidValue(mountAt.child('name'), name, 'must not already exist in volumeDevices'));
    }
    if (devicePaths.has(mountPath)) {
      errors.push(invalidValue(pathAt, mountPath, 'must not already exist as a path in volumeDevices'));
    }
    return [
      ...errors,
      ...validateSubPaths(mount, mountAt, at),
      ...validatePropagation(mount.mountPropagation, container, at.child('mountPropagation')),
      ...validateRecursiveReadOnly(mount, at.child('recursiveReadOnly')),
    ];
  });
}

function validateVolumeName(name: string, volumes: Volumes, at: FieldPath): FieldError[] {
  return [...requireValue(name, at), ...(volumes.has(name) ? [] : [fieldNotFound(at, name)])];
}

/** Upstream reports bad sub-paths at the list, not at the mount. */
function validateSubPaths(mount: V1VolumeMount, at: FieldPath, listAt: FieldPath): FieldError[] {
  const { subPath, subPathExpr } = mount;
  const errors = subPath ? validateRelativePath(subPath, listAt.child('subPath')) : [];
  if (!subPathExpr) return errors;
  if (subPath) {
    errors.push(invalidValue(at.child('subPathExpr'), subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
  }
  return [...errors, ...validateRelativePath(subPathExpr, listAt.child('subPathExpr'))];
}

function validatePropagation(mode: string | undefined, container: AnyContainer, at: FieldPath): FieldError[] {
  const errors = supported(mode, PROPAGATION, at);
  if (mode === 'Bidirectional' && !container.securityContext?.privileged) {
    errors.push(forbiddenField(at, 'Bidirectional mount propagation is available only to privileged containers'));
  }
  return errors;
}

function validateRecursiveReadOnly(mount: V1VolumeMount, at: FieldPath): FieldError[] {
  const mode = mount.recursiveReadOnly;
  if (mode !== 'Enabled' && mode !== 'IfPossible') return supported(mode, RECURSIVE_READ_ONLY, at);
  const errors: FieldError[] = [];
  if (!mount.readOnly) errors.push(forbiddenField(at, 'may only be specified when readOnly is true'));
  if (mount.mountPropagation !== undefined && mount.mountPropagation !== 'None') {
    errors.push(forbiddenField(at, 'may only be specified when mountPropagation is None or not specified'));
  }
  return errors;
}

export function validateVolumeDevices(container: AnyContainer, volumes: Volumes, at: FieldPath): FieldError[] {
  const mounts = container.volumeMounts ?? [];
  const mountNames = new Set(mounts.map((mount) => mount.name));
  const mountPaths = new Set(mounts.map((mount) => mount.mountPath));
  const names = new Set<string>();
  const paths = new Set<string>();
  return each(container.volumeDevices, at, (device, deviceAt) => {
    const name = device.name ?? '';
    const nameAt = deviceAt.child('name');
    const errors = requireValue(name, nameAt);
    if (names.has(name)) errors.push(invalidValue(nameAt, name, 'must be unique'));
    errors.push(...validateDeviceVolume(name, volumes, nameAt), ...validateDevicePath(device, paths, deviceAt));
    if (mountNames.has(name)) {
      errors.push(invalidValue(nameAt, name, 'must not already exist in volumeMounts'));
    }
    if (mountPaths.has(device.devicePath)) {
      const detail = 'must not already exist as a path in volumeMounts';
      errors.push(invalidValue(deviceAt.child('devicePath'), device.devicePath, detail));
    }
    if (name) names.add(name);
    return errors;
  });
}

function validateDeviceVolume(name: string, volumes: Volumes, at: FieldPath): FieldError[] {
  const volume = volumes.get(name);
  if (!volume) return [fieldNotFound(at, name)];
  if (volume.persistentVolumeClaim || volume.ephemeral) return [];
  const detail = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode';
  return [invalidValue(at, name, detail)];
}

function validateDevicePath(device: V1VolumeDevice, seen: Set<string>, deviceAt: FieldPath): FieldError[] {
  const at = deviceAt.child('devicePath');
  const path = device.devicePath ?? '';
  const errors = requireValue(path, at);
  if (seen.has(path)) errors.push(invalidValue(at, path, 'must be unique'));
  if (validateNoBacksteps(path, at).length > 0) {
    errors.push(invalidValue(at, path, "can not contain backsteps ('..')"));
  } else {
    seen.add(path);
  }
  return errors;
}
