/** What both checks on seccomp profiles ask. */
import { containersOf } from '../../../../api/pods/containers-of.ts';
import type { V1SeccompProfile } from '../../../../schema/generated/types.ts';
import type { PodLike, Violation } from './check.ts';
import { contextOf, namesWhere, quoted, setters, sorted } from './words.ts';

const TYPES: readonly string[] = ['Localhost', 'RuntimeDefault'];

function isForbidden(profile: V1SeccompProfile | undefined): boolean {
  return profile !== undefined && !TYPES.includes(profile.type ?? '');
}

/** Who sets a profile that neither level allows. */
export function forbiddenProfiles({ spec }: PodLike): Violation | undefined {
  const ofPod = spec.securityContext?.seccompProfile;
  const who = setters(
    isForbidden(ofPod),
    namesWhere(spec, (container) => isForbidden(contextOf(container).seccompProfile)),
  );
  if (!who) return;
  const all = [ofPod, ...containersOf(spec).map((container) => contextOf(container).seccompProfile)];
  const types = quoted(sorted(all.filter(isForbidden).map((profile) => profile?.type ?? '')));
  return { reason: 'seccompProfile', detail: `${who} must not set securityContext.seccompProfile.type to ${types}` };
}
