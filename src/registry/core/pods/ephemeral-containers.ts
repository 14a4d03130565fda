/** The `ephemeralcontainers` subresource: containers to debug with may be added, and stay as they are. */
import { type FieldError, forbiddenField, path } from '../../../api/field.ts';
import { goQuote } from '../../../api/go-format.ts';
import { isMirrorPod } from '../../../api/pods/mirror-pod.ts';
import type { V1EphemeralContainer, V1PodSpec } from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { keepMetadata } from '../../status-metadata.ts';
import type { ObjectSubresource } from '../../strategy.ts';
import { difference } from './difference.ts';
import { SPEC } from './paths.ts';
import type { Pod } from './pod.ts';
import { validateChangedPod } from './update.ts';

export const ephemeralContainers: ObjectSubresource<Pod> = {
  prepareForUpdate(pod, old) {
    const { ephemeralContainers: _replaced, ...spec } = old.spec ?? {};
    const containers = pod.spec?.ephemeralContainers;
    pod.spec = containers ? { ...spec, ephemeralContainers: containers } : spec;
    if (old.status) pod.status = old.status;
    else delete pod.status;
    keepMetadata(pod, old);
  },
  validateUpdate: validateEphemeralContainersUpdate,
};

function validateEphemeralContainersUpdate(pod: Pod, old: Pod): FieldError[] {
  if (isMirrorPod(old)) return [forbiddenField(path(''), 'static pods do not support ephemeral containers')];
  return [...validateChangedPod(pod, old), ...validateKept(pod.spec ?? {}, old.spec ?? {})];
}

function validateKept(spec: V1PodSpec, old: V1PodSpec): FieldError[] {
  const now = new Map((spec.ephemeralContainers ?? []).map((container) => [container.name, container]));
  return (old.ephemeralContainers ?? []).flatMap((before) => validateSame(before, now.get(before.name)));
}

function validateSame(before: V1EphemeralContainer, now: V1EphemeralContainer | undefined): FieldError[] {
  const at = SPEC.child('ephemeralContainers');
  const existing = `existing ephemeral containers ${goQuote(before.name ?? '')}`;
  if (!now) return [forbiddenField(at, `${existing} may not be removed\n`)];
  if (deepEqual(before, now)) return [];
  return [forbiddenField(at, `${existing} may not be changed\n${difference(before, now)}`)];
}
