import type { Check, CheckPod } from './check.ts';
import { forbiddenProfiles } from './seccomp.ts';
import { containers, contextOf, exceptWindows, namesWhere } from './words.ts';

const mustBeSet: CheckPod = (pod) => {
  const forbidden = forbiddenProfiles(pod);
  if (forbidden) return forbidden;
  if (pod.spec.securityContext?.seccompProfile) return;
  const silent = namesWhere(pod.spec, (container) => !contextOf(container).seccompProfile);
  if (silent.length === 0) return;
  const what = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return { reason: 'seccompProfile', detail: `pod or ${containers(silent)} ${what}` };
};

const overrides = ['seccompProfile_baseline'];

export const seccompProfileRestricted: Check = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  versions: [
    { since: 19, check: mustBeSet, overrides },
    { since: 25, check: exceptWindows(mustBeSet), overrides },
  ],
};
