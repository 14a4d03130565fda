/** AppArmor profiles were annotations once: what stands there is copied into the fields that nodes read. */
import { path } from '../../../api/field.ts';
import { containersOf } from '../../../api/pods/containers-of.ts';
import type { V1AppArmorProfile } from '../../../schema/generated/types.ts';
import { deepEqual } from '../../../util/deep-equal.ts';
import { APP_ARMOR_PREFIX } from '../pod-spec/annotation-keys.ts';
import { validateAppArmorProfile } from '../pod-spec/security-profiles.ts';
import { USE_APP_ARMOR_FIELD } from '../pod-spec/warnings.ts';
import { ANNOTATIONS } from './paths.ts';
import type { Pod } from './pod.ts';

export function syncAppArmor(pod: Pod): void {
  const spec = pod.spec ?? {};
  if (spec.os?.name === 'windows') return;
  const annotations = new Map(Object.entries(pod.metadata.annotations ?? {}));
  for (const container of containersOf(spec)) {
    const annotation = annotations.get(APP_ARMOR_PREFIX + container.name);
    if (annotation === undefined || container.securityContext?.appArmorProfile) continue;
    const profile = profileOf(annotation);
    if (!profile || deepEqual(profile, spec.securityContext?.appArmorProfile)) continue;
    container.securityContext = { ...container.securityContext, appArmorProfile: profile };
  }
}

const LOCALHOST = 'localhost/';

function profileOf(annotation: string): V1AppArmorProfile | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (!annotation.startsWith(LOCALHOST)) return undefined;
  const profile = { type: 'Localhost', localhostProfile: annotation.slice(LOCALHOST.length) };
  return validateAppArmorProfile(profile, path('')).length === 0 ? profile : undefined;
}

/** The fields are filled by now, so a client that has set both is warned as well. */
export function appArmorAnnotationWarnings(pod: Pod): string[] {
  const spec = pod.spec ?? {};
  if (spec.os?.name === 'windows') return [];
  const annotations = pod.metadata.annotations ?? {};
  return containersOf(spec)
    .map((container) => APP_ARMOR_PREFIX + container.name)
    .filter((key) => Object.hasOwn(annotations, key))
    .map((key) => `${ANNOTATIONS.key(key)}: ${USE_APP_ARMOR_FIELD}`);
}
