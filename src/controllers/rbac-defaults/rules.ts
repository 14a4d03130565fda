/** How the tables of default roles are written: words separated by spaces, `core` for the group without a name. */
import type { PolicyRule } from '../../api/rbac/objects.ts';

/** Rules by the name of the role that has them. */
export type RuleTable = Readonly<Record<string, readonly PolicyRule[]>>;

export const READ = 'get list watch';
export const FOLLOW = 'list watch';
export const CHANGE = 'patch update';
export const WRITE = 'create delete deletecollection patch update';
export const READ_AND_WRITE = 'create delete deletecollection get list patch update watch';

const words = (text: string): string[] => text.split(' ');

/** A rule on resources. */
export function on(groups: string, resources: string, verbs: string, names?: string): PolicyRule {
  return {
    apiGroups: words(groups).map((group) => (group === 'core' ? '' : group)),
    resources: words(resources),
    verbs: words(verbs),
    ...(names !== undefined && { resourceNames: words(names) }),
  };
}

/** A rule on paths. */
export function at(paths: string, verbs: string): PolicyRule {
  return { nonResourceURLs: words(paths), verbs: words(verbs) };
}

export const EVENTS: PolicyRule = on('core events.k8s.io', 'events', 'create patch update');
