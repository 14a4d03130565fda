/** What would have allowed something that is not, had one thing been otherwise: the nearest first. */
import { NEAR_MISSES, type NearMiss, type NearMissReason } from '../api/access.ts';
import type { PolicyRule } from '../api/rbac/objects.ts';
import type { Attributes } from '../authorization/authorizer.ts';
import type { Binding, Principal } from '../authorization/rbac/binding.ts';
import {
  groupMatches,
  nameMatches,
  type Question,
  questionOf,
  resourceMatches,
  ruleAllows,
  verbMatches,
} from '../authorization/rbac/question.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import { type Role, roleNotFound } from '../authorization/rbac/role.ts';
import { GROUP_MASTERS } from '../request/user-info.ts';
import { nameOfBinding, nameOfRole, show, subjectAt } from './grants.ts';

/** Of each kind; more would not help. */
const MOST = 5;

export function nearMisses(index: RbacIndex, attributes: Attributes): NearMiss[] {
  const question = questionOf(attributes);
  const mine = index.bindingsOf(attributes.user, attributes.namespace);
  const found = [
    ...mine.flatMap((binding) => missesOf(index, binding, attributes, question)),
    ...elsewhere(index, attributes, question),
    ...byGroup(index, attributes, question, new Set(mine)),
    ...unbound(index, attributes, question, mine),
  ];
  const byReason = Map.groupBy(found, ({ reason }) => reason);
  return NEAR_MISSES.flatMap((reason) => (byReason.get(reason) ?? []).slice(0, MOST));
}

/** Of a binding that concerns the user here. */
function missesOf(index: RbacIndex, binding: Binding, { user }: Attributes, question: Question): NearMiss[] {
  const role = index.roleOf(binding);
  const where = { binding: nameOfBinding(binding), subject: subjectAt(binding, binding.subjectOf(user)) };
  if (!role) {
    const { kind = '', name = '' } = binding.roleRef;
    const message = `${show(where.binding)} refers to a role that does not exist: ${roleNotFound(kind, name)}`;
    return [{ reason: 'RoleNotFound', message, ...where }];
  }
  return role.rules.flatMap((rule) => {
    const reason = missOf(rule, question);
    if (reason === undefined) return [];
    const message = `${show(nameOfRole(role))}, bound by ${show(where.binding)}, ${WORDS[reason](rule, question)}`;
    return [{ reason, message, ...where, role: nameOfRole(role), rule }];
  });
}

const list = (values: readonly string[] | null = []) => (values ?? []).map((value) => value || '""').join(', ');

type RuleMiss = 'OtherVerb' | 'OtherName' | 'OtherAPIGroup' | 'OtherSubresource';

const WORDS: Readonly<Record<RuleMiss, (rule: PolicyRule, question: Question) => string>> = {
  OtherVerb: ({ verbs }, { resource, path, verb }) => `allows ${list(verbs)} on ${resource || path}, not ${verb}`,
  OtherName: ({ resourceNames }, { name }) =>
    name === ''
      ? `allows it by name only (${list(resourceNames)}), and this request names no object`
      : `allows it for the names ${list(resourceNames)}, not for ${name}`,
  OtherAPIGroup: ({ apiGroups }, { group }) =>
    `allows it in the API groups ${list(apiGroups)}, not in ${group === '' ? 'the core group' : group}`,
  OtherSubresource: ({ resources }, { resource }) => `allows it for ${list(resources)}, not for ${resource}`,
};

/** The one thing in which a rule falls short; undefined when it does in more. */
function missOf(rule: PolicyRule, question: Question): RuleMiss | undefined {
  if (!question.isResourceRequest) {
    return ruleAllows({ ...rule, verbs: ['*'] }, question) ? 'OtherVerb' : undefined;
  }
  const short: RuleMiss[] = [];
  if (!verbMatches(rule, question.verb)) short.push('OtherVerb');
  if (!nameMatches(rule, question.name)) short.push('OtherName');
  if (!groupMatches(rule, question.group)) short.push('OtherAPIGroup');
  if (!resourceMatches(rule, question)) short.push('OtherSubresource');
  if (short.length !== 1) return undefined;
  return short[0] === 'OtherSubresource' && !isOfSameResource(rule, question) ? undefined : short[0];
}

function isOfSameResource({ resources = [] }: PolicyRule, { resource }: Question): boolean {
  const [base] = resource.split('/');
  return resources.some((one) => one.split('/')[0] === base);
}

/** The user may do it in other namespaces. */
function elsewhere(index: RbacIndex, { user, namespace }: Attributes, question: Question): NearMiss[] {
  if (!question.isResourceRequest) return [];
  return index.namespaces
    .filter((other) => other !== namespace)
    .flatMap((other) => {
      const binding = index.findIn(other, user, (one) => allowing(index, one, question) !== undefined);
      if (!binding) return [];
      const { role, rule } = allowing(index, binding, question)!;
      const names = { binding: nameOfBinding(binding), role: nameOfRole(role), rule };
      const message = `${show(names.role)} allows it in the namespace ${other}, by ${show(names.binding)}`;
      const subject = subjectAt(binding, binding.subjectOf(user));
      return [{ reason: 'OtherNamespace' as const, message, ...names, subject }];
    })
    .take(MOST)
    .toArray();
}

/** Members of groups that the user is not in may do it here. That masters may is no advice. */
function byGroup(
  index: RbacIndex,
  { namespace }: Attributes,
  question: Question,
  mine: ReadonlySet<Binding>,
): NearMiss[] {
  const scopes = namespace === '' ? [''] : ['', namespace];
  return scopes
    .values()
    .flatMap((scope) => index.bindingsIn(scope))
    .filter((binding) => !mine.has(binding))
    .flatMap((binding) => {
      const position = binding.principals.findIndex(isGroupToJoin);
      const allowed = position < 0 ? undefined : allowing(index, binding, question);
      if (!allowed) return [];
      const names = { binding: nameOfBinding(binding), role: nameOfRole(allowed.role), rule: allowed.rule };
      const subject = subjectAt(binding, position);
      const message = `members of the group ${subject.name} may, by ${show(names.role)} and ${show(names.binding)}`;
      return [{ reason: 'MissingGroup' as const, message, ...names, subject }];
    })
    .take(MOST)
    .toArray();
}

function isGroupToJoin(principal: Principal | undefined): boolean {
  return principal?.kind === 'group' && principal.name !== GROUP_MASTERS;
}

function allowing(index: RbacIndex, binding: Binding, question: Question) {
  const role = index.roleOf(binding);
  const rule = role?.ruleFor(question);
  return role && rule ? { role, rule } : undefined;
}

/** Roles that could be bound to the user here: those that grant least beside it come first. The system's are its own. */
function unbound(
  index: RbacIndex,
  { user, namespace }: Attributes,
  question: Question,
  mine: readonly Binding[],
): NearMiss[] {
  const here = namespace === '' ? '' : ` in the namespace ${namespace}`;
  const bound = new Set(mine.map((binding) => index.roleOf(binding)));
  const candidates = [...index.roles].flatMap((role) => {
    if (bound.has(role) || (role.namespace !== '' && role.namespace !== namespace)) return [];
    const rule = role.ruleFor(question);
    return rule ? [{ role, rule, weight: weightOf(role) }] : [];
  });
  const offered = candidates.filter(({ role }) => !role.name.startsWith('system:'));
  return (offered.length > 0 ? offered : candidates)
    .sort((a, b) => a.weight - b.weight)
    .slice(0, MOST)
    .map(({ role, rule }) => {
      const reason: NearMissReason = 'RoleNotBound';
      const message = `${show(nameOfRole(role))} allows it, but is not bound to ${user.name}${here}`;
      return { reason, message, role: nameOfRole(role), rule };
    });
}

const WILDCARD = 1000;

/** How much a role grants, roughly. */
function weightOf({ rules }: Role): number {
  const count = (values: readonly string[] | null = []) => (values?.includes('*') ? WILDCARD : (values ?? []).length);
  return rules.reduce(
    (sum, { verbs, resources, apiGroups }) => sum + count(verbs) * count(resources) * count(apiGroups),
    0,
  );
}
