/** Role-based access control: https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */

import type { PolicyRule } from '../../api/rbac/objects.ts';
import type { UserInfo } from '../../request/user-info.ts';
import type { Attributes, Authorizer, Decision, SubjectRules } from '../authorizer.ts';
import { questionOf } from './question.ts';
import type { RbacIndex } from './rbac-index.ts';
import { roleNotFound } from './role.ts';

/** As configurations call it. */
export const RBAC = 'rbac';

export function rbacAuthorizer(index: RbacIndex): Authorizer {
  return {
    name: RBAC,
    authorize: (attributes) => authorize(index, attributes),
    rulesFor: (user, namespace) => subjectRules(rulesOf(index, user, namespace)),
  };
}

/** All that the user is granted in a namespace, and in the whole cluster. */
export function rulesOf(index: RbacIndex, user: UserInfo, namespace: string): PolicyRule[] {
  return index.bindingsOf(user, namespace).flatMap((binding) => index.roleOf(binding)?.rules ?? []);
}

const SILENT: Decision = { outcome: 'no-opinion', reason: '' };

function authorize(index: RbacIndex, attributes: Attributes): Decision {
  const { user, namespace } = attributes;
  const question = questionOf(attributes);
  let missing: Set<string> | undefined;
  const binding = index.find(user, namespace, (one) => {
    const role = index.roleOf(one);
    if (role) return role.ruleFor(question) !== undefined;
    missing ??= new Set();
    missing.add(roleNotFound(one.roleRef.kind ?? '', one.roleRef.name ?? ''));
    return false;
  });
  if (binding === undefined) return missing === undefined ? SILENT : silence(missing);
  return { outcome: 'allow', reason: `RBAC: allowed by ${binding.describe(binding.subjectOf(user))}` };
}

/** Nothing allows it. Bindings to roles that are not there are told: they may be what was meant to. */
function silence(missing: ReadonlySet<string>): Decision {
  const texts = [...missing];
  return { outcome: 'no-opinion', reason: `RBAC: ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}` };
}

function subjectRules(rules: readonly PolicyRule[]): SubjectRules {
  return {
    resourceRules: rules
      .filter(({ resources = [] }) => resources.length > 0)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs: verbs ?? [],
        ...(apiGroups && { apiGroups }),
        ...(resources && { resources }),
        ...(resourceNames && { resourceNames }),
      })),
    nonResourceRules: rules
      .filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs = [] }) => ({ verbs: verbs ?? [], nonResourceURLs })),
  };
}
