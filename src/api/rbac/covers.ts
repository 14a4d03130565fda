/** Whether rules grant all that other rules grant (k8s.io/component-helpers/auth/rbac/validation). */
import type { PolicyRule } from './objects.ts';

const NONE: readonly string[] = [];

/**
 * @returns the part of `wanted` that `held` does not grant, broken down to single verbs, resources and names; what one
 *   of these grants is granted by one rule of `held`, or not at all
 */
export function uncovered(held: readonly PolicyRule[], wanted: readonly PolicyRule[]): PolicyRule[] {
  return wanted.flatMap(breakDown).filter((rule) => !held.some((holder) => covers(holder, rule)));
}

function breakDown({
  verbs,
  apiGroups = NONE,
  resources = NONE,
  resourceNames = NONE,
  nonResourceURLs = NONE,
}: PolicyRule): PolicyRule[] {
  const single = (group: string, resource: string, verb: string): PolicyRule[] => {
    const rule = { apiGroups: [group], resources: [resource], verbs: [verb] };
    return resourceNames.length === 0 ? [rule] : resourceNames.map((name) => ({ ...rule, resourceNames: [name] }));
  };
  return [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) => (verbs ?? NONE).flatMap((verb) => single(group, resource, verb))),
    ),
    ...nonResourceURLs.flatMap((url) => (verbs ?? NONE).map((verb) => ({ nonResourceURLs: [url], verbs: [verb] }))),
  ];
}

/** @param rule broken down */
function covers(held: PolicyRule, rule: PolicyRule): boolean {
  return (
    hasAll(held.verbs ?? NONE, rule.verbs ?? NONE) &&
    hasAll(held.apiGroups, rule.apiGroups) &&
    (rule.resources ?? NONE).every((resource) => coversResource(held.resources ?? NONE, resource)) &&
    (rule.nonResourceURLs ?? NONE).every((url) => held.nonResourceURLs?.some((pattern) => pathCovers(pattern, url))) &&
    coversNames(held.resourceNames ?? NONE, rule.resourceNames ?? NONE)
  );
}

function hasAll(held: readonly string[] = NONE, wanted: readonly string[] = NONE): boolean {
  return held.includes('*') || wanted.every((value) => held.includes(value));
}

function coversResource(held: readonly string[], resource: string): boolean {
  if (held.includes('*') || held.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && held.includes(`*${resource.slice(slash)}`);
}

/** A rule without names grants all of them, and needs a holder of all of them. */
function coversNames(held: readonly string[], wanted: readonly string[]): boolean {
  return held.length === 0 || (wanted.length > 0 && wanted.every((name) => held.includes(name)));
}

/** @param pattern a path, or what paths begin with and a `*` behind it */
export function pathCovers(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, ''));
}
