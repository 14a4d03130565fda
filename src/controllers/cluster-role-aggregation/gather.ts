import { LabelSelector } from '../../api/labels.ts';
import type { PolicyRule, RoleObject } from '../../api/rbac/objects.ts';

/** Each rule once, selector by selector, roles by their names. */
export function gather({ metadata, aggregationRule }: RoleObject, all: readonly RoleObject[]): PolicyRule[] {
  const others = all.filter((other) => other.metadata.name !== metadata.name).toSorted(byName);
  const found = (aggregationRule?.clusterRoleSelectors ?? []).flatMap((fields) => {
    const selector = LabelSelector.fromObject(fields)!;
    return others.filter((other) => selector.matches(other.metadata.labels)).flatMap(({ rules }) => rules ?? []);
  });
  const distinct = new Map(found.map((rule) => [canonical(rule), rule]));
  return [...distinct.values()];
}

function byName(a: RoleObject, b: RoleObject): number {
  return a.metadata.name! < b.metadata.name! ? -1 : 1;
}

/** Equal for equal rules, whatever the order of their fields. */
function canonical({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  const fields = [verbs, apiGroups, resources, resourceNames, nonResourceURLs];
  return JSON.stringify(fields.map((values = []) => values));
}
