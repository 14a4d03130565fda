import { goQuote } from '../../../../api/go-format.ts';
import { containersOf } from '../../../../api/pods/containers-of.ts';
import type { Check, CheckPod, PodLike } from './check.ts';
import { type AnyContainer, contextOf, namesWhere, plural, quoted, setters, sorted } from './words.ts';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const TYPES: readonly string[] = ['RuntimeDefault', 'Localhost'];

const mustKeepDefault: CheckPod = (pod) => {
  const podType = forbiddenType(pod.spec.securityContext?.appArmorProfile);
  const names = namesWhere(pod.spec, (container) => typeOf(container) !== undefined);
  const annotations = forbiddenAnnotations(pod);
  const who = [
    ...[setters(podType !== undefined, names)].filter(Boolean),
    ...(annotations.length > 0 ? [plural(annotations.length, 'annotation')] : []),
  ];
  if (who.length === 0) return;
  const types = [podType, ...containersOf(pod.spec).map(typeOf)].filter((type) => type !== undefined);
  const values = [...sorted(types), ...annotations];
  return {
    reason: plural(values.length, 'forbidden AppArmor profile'),
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  };
};

function typeOf(container: AnyContainer): string | undefined {
  return forbiddenType(contextOf(container).appArmorProfile);
}

function forbiddenType(profile: { type?: string } | undefined): string | undefined {
  if (profile && !TYPES.includes(profile.type ?? '')) return profile.type ?? '';
}

function forbiddenAnnotations({ annotations }: PodLike): string[] {
  return Object.entries(annotations)
    .filter(([key, value]) => key.startsWith(ANNOTATION) && !isAllowed(value))
    .map(([key, value]) => `${key}=${goQuote(value)}`)
    .sort();
}

function isAllowed(profile: string): boolean {
  return profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/');
}

export const appArmorProfile: Check = {
  id: 'appArmorProfile',
  level: 'baseline',
  versions: [{ since: 0, check: mustKeepDefault }],
};
