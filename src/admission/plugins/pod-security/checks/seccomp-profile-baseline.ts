import { goQuote } from '../../../../api/go-format.ts';
import { containersOf } from '../../../../api/pods/containers-of.ts';
import type { Check, CheckPod } from './check.ts';
import { forbiddenProfiles } from './seccomp.ts';
import { plural, sorted } from './words.ts';

const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/';

/** Up to 1.18 profiles were annotations. */
const annotationsMustBeAllowed: CheckPod = ({ spec, annotations }) => {
  const keys = [POD_ANNOTATION, ...containersOf(spec).map(({ name }) => CONTAINER_ANNOTATION + name)];
  const wrong = keys.filter((key) => annotations[key] !== undefined && !isAllowed(annotations[key]));
  const told = sorted(wrong.map((key) => `${key}=${goQuote(annotations[key]!)}`));
  if (told.length === 0) return;
  return { reason: 'seccompProfile', detail: `forbidden ${plural(told.length, 'annotation')} ${told.join(', ')}` };
};

function isAllowed(profile: string): boolean {
  return profile === 'runtime/default' || profile === 'docker/default' || profile.startsWith('localhost/');
}

export const seccompProfileBaseline: Check = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  versions: [
    { since: 0, check: annotationsMustBeAllowed },
    { since: 19, check: forbiddenProfiles },
  ],
};
