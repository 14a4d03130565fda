import type { AccessGrant } from '../api/access.ts';
import type { PolicyRule, Subject } from '../api/rbac/objects.ts';
import type { Binding } from '../authorization/rbac/binding.ts';
import { type Question, questionOf, ruleAllows } from '../authorization/rbac/question.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import type { Role } from '../authorization/rbac/role.ts';
import type { UserInfo } from '../request/user-info.ts';
import { grantOf, grantsTo } from './grants.ts';
import type { Access } from './powers.ts';

export interface Holding {
  readonly subject: Subject;
  readonly grant: AccessGrant;
}

const NOBODY = { name: '', groups: [] };

/**
 * Whom bindings give what, for many questions over one state. Questions that differ only in the name of an object share
 * the search for the bindings that may answer them.
 */
export class Holders {
  readonly #index: RbacIndex;
  /** By namespace and what is asked, without its name. */
  readonly #candidates = new Map<string, readonly Binding[]>();

  constructor(index: RbacIndex) {
    this.#index = index;
  }

  /** Every subject that a binding gives this to, in the cluster or in the namespace that is asked for. */
  *of(access: Access): Generator<Holding> {
    const question = questionOf({ ...access, user: NOBODY });
    const scopes = access.namespace === '' ? [''] : ['', access.namespace];
    for (const scope of scopes) {
      for (const binding of this.#candidatesFor(question, scope)) yield* this.#holdings(binding, question);
    }
  }

  /** What gives this to the subject itself: not by way of groups that it may be in. */
  grantTo(subject: Subject, access: Access): AccessGrant | undefined {
    return grantsTo(this.#index, { ...access, user: userOf(subject) })[0];
  }

  *#holdings(binding: Binding, question: Question): Generator<Holding> {
    const role = this.#index.roleOf(binding);
    const rule = role?.ruleFor(question);
    if (!role || !rule) return;
    for (const [position, principal] of binding.principals.entries()) {
      if (principal === undefined) continue;
      const grant = grantOf(binding, role, position, rule);
      yield { subject: normal(grant.subject), grant };
    }
  }

  #candidatesFor(question: Question, namespace: string): readonly Binding[] {
    const { verb, group, resource, path } = question;
    const key = JSON.stringify([namespace, verb, group, resource, path]);
    const known = this.#candidates.get(key);
    if (known) return known;
    const grants = memoized((role: Role) => role.rules.some((rule) => ruleAllows(withoutNames(rule), question)));
    const found = [...this.#index.bindingsIn(namespace)].filter((binding) => {
      const role = this.#index.roleOf(binding);
      return role !== undefined && grants(role);
    });
    this.#candidates.set(key, found);
    return found;
  }
}

function withoutNames(rule: PolicyRule): PolicyRule {
  return rule.resourceNames ? { ...rule, resourceNames: [] } : rule;
}

/** Roles are few where bindings are many. */
function memoized<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key)!;
  };
}

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** A service account is one, whichever way a binding names it. */
export function normal({ kind = '', name = '', namespace }: Subject): Subject {
  const [, home, account] = kind === 'User' ? (ACCOUNT.exec(name) ?? []) : [];
  if (home !== undefined && account !== undefined) return { kind: 'ServiceAccount', namespace: home, name: account };
  return { kind, ...(namespace !== undefined && { namespace }), name };
}

function userOf({ kind, namespace = '', name = '' }: Subject): UserInfo {
  if (kind === 'Group') return { name: '', groups: [name] };
  return { name: kind === 'ServiceAccount' ? `system:serviceaccount:${namespace}:${name}` : name, groups: [] };
}

export function keyOf({ kind, namespace = '', name }: Subject): string {
  return JSON.stringify([kind, namespace, name]);
}
