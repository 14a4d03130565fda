/** Nobody grants what he does not hold (https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping). */
import { goQuote } from '../../api/go-format.ts';
import { uncovered } from '../../api/rbac/covers.ts';
import type { PolicyRule } from '../../api/rbac/objects.ts';
import type { UserInfo } from '../../request/user-info.ts';
import { rulesOf } from './rbac-authorizer.ts';
import type { RbacIndex } from './rbac-index.ts';

/** @returns what is wrong, in upstream's words; undefined when the user holds all of the rules in that namespace */
export function escalation(
  index: RbacIndex,
  user: UserInfo,
  namespace: string,
  rules: readonly PolicyRule[],
): string | undefined {
  const missing = uncovered(rulesOf(index, user, namespace), rules);
  if (missing.length === 0) return undefined;
  const texts = new Set(compact(missing).map(describe));
  const groups = `[${user.groups.map(goQuote).join(' ')}]`;
  const who = `user ${goQuote(user.name)} (groups=${groups})`;
  return `${who} is attempting to grant RBAC permissions not currently held:\n${[...texts].sort().join('\n')}`;
}

/** Rules that were broken down, brought together where they differ only in the verb. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const simple = new Map<string, string[]>();
  const others: PolicyRule[] = [];
  const merged: PolicyRule[] = [];
  for (const rule of rules) {
    if (rule.nonResourceURLs || rule.resourceNames) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.apiGroups, rule.resources]);
    const verbs = simple.get(key) ?? [];
    if (verbs.length === 0) merged.push({ ...rule, verbs });
    verbs.push(...(rule.verbs ?? []));
    simple.set(key, verbs);
  }
  return [...others, ...merged];
}

const FIELDS = [
  ['APIGroups', 'apiGroups'],
  ['Resources', 'resources'],
  ['NonResourceURLs', 'nonResourceURLs'],
  ['ResourceNames', 'resourceNames'],
  ['Verbs', 'verbs'],
] as const;

/** `{APIGroups:[""], Resources:["nodes"], Verbs:["get"]}` */
function describe(rule: PolicyRule): string {
  const fields = FIELDS.flatMap(([title, field]) => {
    const values = rule[field] ?? [];
    return values.length === 0 ? [] : [`${title}:[${values.map(goQuote).join(' ')}]`];
  });
  return `{${fields.join(', ')}}`;
}
