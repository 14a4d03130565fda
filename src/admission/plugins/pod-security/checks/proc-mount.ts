import { containersOf } from '../../../../api/pods/containers-of.ts';
import type { Check, CheckPod } from './check.ts';
import { type AnyContainer, containers, contextOf, exceptUserNamespaces, namesWhere, quoted, sorted } from './words.ts';

const mustBeMasked: CheckPod = ({ spec }) => {
  const names = namesWhere(spec, (container) => unmasked(container).length > 0);
  if (names.length === 0) return;
  const types = quoted(sorted(containersOf(spec).flatMap(unmasked)));
  return { reason: 'procMount', detail: `${containers(names)} must not set securityContext.procMount to ${types}` };
};

function unmasked(container: AnyContainer): string[] {
  const { procMount } = contextOf(container);
  return procMount === undefined || procMount === 'Default' ? [] : [procMount];
}

export const procMountBaseline: Check = {
  id: 'procMount',
  level: 'baseline',
  versions: [
    { since: 0, check: mustBeMasked },
    { since: 35, check: exceptUserNamespaces(mustBeMasked) },
  ],
};

/** Since the baseline level lets user namespaces be. */
export const procMountRestricted: Check = {
  id: 'procMount_restricted',
  level: 'restricted',
  versions: [{ since: 35, check: mustBeMasked, overrides: ['procMount'] }],
};
