/** The ways in which roles and bindings allow something. */
import type { AccessGrant, ObjectName } from '../api/access.ts';
import type { PolicyRule, Subject } from '../api/rbac/objects.ts';
import type { Attributes } from '../authorization/authorizer.ts';
import type { Binding } from '../authorization/rbac/binding.ts';
import { questionOf } from '../authorization/rbac/question.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import type { Role } from '../authorization/rbac/role.ts';

export function nameOfBinding({ kind, namespace, name }: Binding): ObjectName {
  return { kind, ...(namespace !== '' && { namespace }), name };
}

export function nameOfRole({ kind, namespace, name }: Role): ObjectName {
  return { kind, ...(namespace !== '' && { namespace }), name };
}

/** As the binding has it, but with the namespace that it means. */
export function subjectAt(binding: Binding, position: number): Subject {
  const { kind = '', name = '', namespace } = binding.subjects[position] ?? {};
  return { kind, name, ...(kind === 'ServiceAccount' && { namespace: namespace || binding.namespace }) };
}

export function grantOf(binding: Binding, role: Role, position: number, rule: PolicyRule): AccessGrant {
  return {
    binding: nameOfBinding(binding),
    role: nameOfRole(role),
    subject: subjectAt(binding, position),
    rule,
  };
}

/** Every binding that allows it to the user, with the first of its rules that does. */
export function grantsTo(index: RbacIndex, attributes: Attributes): AccessGrant[] {
  const question = questionOf(attributes);
  return index.bindingsOf(attributes.user, attributes.namespace).flatMap((binding) => {
    const role = index.roleOf(binding);
    const rule = role?.ruleFor(question);
    return role && rule ? [grantOf(binding, role, binding.subjectOf(attributes.user), rule)] : [];
  });
}

/** `ClusterRole "view"`, `Role "a/reader"` */
export function show({ kind, namespace, name }: ObjectName): string {
  return `${kind} "${namespace === undefined ? name : `${namespace}/${name}`}"`;
}

/** `ClusterRole view`, `Role a/reader` */
export function plainly({ kind = '', namespace, name = '' }: Subject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}
