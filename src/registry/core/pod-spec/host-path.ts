import type { FieldError, FieldPath } from '../../../api/field.ts';
import type { V1HostPathVolumeSource } from '../../../schema/generated/types.ts';
import { validateNoBacksteps } from './paths.ts';
import { requireValue, supported } from './rules.ts';

const TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/** A directory or file of the node, as a pod or a persistent volume names it. */
export function validateHostPath({ path, type }: V1HostPathVolumeSource, at: FieldPath): FieldError[] {
  if (!path) return requireValue(path, at.child('path'));
  return [...validateNoBacksteps(path, at.child('path')), ...supported(type, TYPES, at.child('type'))];
}
