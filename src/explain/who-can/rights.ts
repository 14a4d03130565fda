import type { AccessGrant } from '../../api/access.ts';
import type { PolicyRule, Subject } from '../../api/rbac/objects.ts';
import type { Binding } from '../../authorization/rbac/binding.ts';
import { nameMatches, type Question, questionOf, ruleAllows } from '../../authorization/rbac/question.ts';
import type { RbacIndex } from '../../authorization/rbac/rbac-index.ts';
import { type Role, roleKey } from '../../authorization/rbac/role.ts';
import { impliedGroups, type UserInfo } from '../../request/user-info.ts';
import { grantOf, grantsTo } from '../grants.ts';
import { type Access, type Need, scopesOf } from './access.ts';

/** A binding whose role allows something, by one of its rules. */
interface Allowing {
  readonly binding: Binding;
  readonly role: Role;
  readonly rule: PolicyRule;
}

export interface Holding {
  readonly subject: Subject;
  readonly grant: AccessGrant;
}

/** What allows one thing in one scope, by the name of the object that it is for. */
export interface ByName<T> {
  /** The same for all names. */
  readonly key: string;
  readonly forAll: readonly T[];
  readonly forOne: ReadonlyMap<string, readonly T[]>;
}

const NOBODY: UserInfo = { name: '', groups: [] };

/**
 * Whom bindings give what, for many questions over one state. Questions that differ only in the name of an object share
 * one search.
 */
export class Rights {
  readonly #index: RbacIndex;
  readonly #allowing = new Map<string, ByName<Allowing>>();
  readonly #granting = new Map<string, ByName<Role>>();
  /** By scope, the bindings by the role that they refer to. */
  readonly #bound = new Map<string, ReadonlyMap<string, readonly Binding[]>>();
  /** By namespace; cluster roles have none. */
  readonly #roles: ReadonlyMap<string, readonly Role[]>;

  constructor(index: RbacIndex) {
    this.#index = index;
    this.#roles = Map.groupBy(index.roles, ({ namespace }) => namespace);
  }

  /** What allows it by the bindings of one scope: a namespace, or (empty) the cluster. */
  in(scope: string, access: Access): ByName<Allowing> {
    const question = questionOf({ ...access, user: NOBODY });
    return remembered(this.#allowing, keyOf(scope, question), (key) => {
      const rules = memoized((role: Role) => nameless(role, question));
      return filed(key, this.#index.bindingsIn(scope), (binding) => {
        const role = this.#index.roleOf(binding);
        return role ? rules(role).map((rule) => ({ rule, found: { binding, role, rule } })) : [];
      });
    });
  }

  /** The cluster roles, or the roles of a namespace, that allow it. */
  rolesIn(scope: string, access: Access): ByName<Role> {
    const question = questionOf({ ...access, user: NOBODY });
    return remembered(this.#granting, keyOf(scope, question), (key) =>
      filed(key, this.#roles.get(scope) ?? [], (role) =>
        nameless(role, question).map((rule) => ({ rule, found: role })),
      ),
    );
  }

  /** The bindings of the role that count in a namespace, or (empty) in the whole cluster. */
  bindingsOf(role: Role, namespace: string): Binding[] {
    const key = roleKey(role.namespace, role.name);
    return scopesOf({ namespace }).flatMap((scope) => this.#boundIn(scope).get(key) ?? []);
  }

  /** The roles that somebody is bound to by the bindings of one scope. */
  rolesBoundIn(scope: string): Role[] {
    return [...this.#boundIn(scope).values()].flatMap(([first]) => (first && this.#index.roleOf(first)) ?? []);
  }

  #boundIn(scope: string): ReadonlyMap<string, readonly Binding[]> {
    return remembered(this.#bound, scope, () =>
      Map.groupBy(this.#index.bindingsIn(scope), ({ roleKey: key = '' }) => key),
    );
  }

  /** What gives it to the subject itself: by name, or by a group that everybody of its kind is in. */
  grantTo(subject: Subject, need: Need): AccessGrant | undefined {
    const user = userOf(subject);
    if (!need.ofAny) return grantsTo(this.#index, { ...need, user })[0];
    const question = questionOf({ ...need, user });
    for (const binding of this.#index.bindingsOf(user, need.namespace)) {
      const role = this.#index.roleOf(binding);
      const rule = role && nameless(role, question)[0];
      if (role && rule) return grantOf(binding, role, binding.subjectOf(user), rule);
    }
    return undefined;
  }
}

/** Those that the binding of an allowing rule gives it to. */
export function* holdings({ binding, role, rule }: Allowing): Generator<Holding> {
  for (const [position, principal] of binding.principals.entries()) {
    if (principal === undefined) continue;
    const grant = grantOf(binding, role, position, rule);
    yield { subject: normal(grant.subject), grant };
  }
}

/** What is for the object of the access. @param isNew told the part that is asked for; when it says no, that is left out */
export function* forNameOf<T>(
  { key, forAll, forOne }: ByName<T>,
  need: Need,
  isNew: (part: string) => boolean,
): Generator<T> {
  if (isNew(key)) yield* forAll;
  const names = need.ofAny ? forOne.keys() : need.name === '' ? [] : [need.name];
  for (const name of names) {
    if (forOne.has(name) && isNew(`${key} ${name}`)) yield* forOne.get(name)!;
  }
}

/** The rules that allow it for some name or for all of them. */
function nameless(role: Role, question: Question): PolicyRule[] {
  return role.rules.filter((rule) => ruleAllows({ ...rule, resourceNames: [] }, question));
}

function filed<S, T>(
  key: string,
  sources: Iterable<S>,
  find: (source: S) => readonly { readonly rule: PolicyRule; readonly found: T }[],
): ByName<T> {
  const forAll: T[] = [];
  const forOne = new Map<string, T[]>();
  for (const source of sources) {
    const rules = find(source);
    const ofAll = rules.find(({ rule }) => nameMatches(rule, ''));
    if (ofAll) forAll.push(ofAll.found);
    else for (const { rule, found } of rules) fileByName(forOne, rule, found);
  }
  return { key, forAll, forOne };
}

function fileByName<T>(forOne: Map<string, T[]>, { resourceNames = [] }: PolicyRule, found: T): void {
  for (const name of resourceNames) {
    const known = forOne.get(name);
    if (known) known.push(found);
    else forOne.set(name, [found]);
  }
}

function keyOf(scope: string, { verb, group, resource, path }: Question): string {
  return JSON.stringify([scope, verb, group, resource, path]);
}

function remembered<T>(known: Map<string, T>, key: string, compute: (key: string) => T): T {
  const found = known.get(key) ?? compute(key);
  known.set(key, found);
  return found;
}

/** Roles are few where bindings are many. */
function memoized<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key) ?? compute(key);
    known.set(key, found);
    return found;
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
  if (kind === 'Group') return { name: '', groups: groupsOfMembers(name) };
  const full = kind === 'ServiceAccount' ? `system:serviceaccount:${namespace}:${name}` : name;
  return { name: full, groups: impliedGroups(full) };
}

/** Groups that every member of the group is in. */
function groupsOfMembers(name: string): string[] {
  if (name === 'system:unauthenticated') return [name];
  const accounts = name.startsWith('system:serviceaccounts:') ? ['system:serviceaccounts'] : [];
  return [...new Set([name, ...accounts, 'system:authenticated'])];
}
