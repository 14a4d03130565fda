import type { AccessGrant } from '../api/access.ts';
import type { Subject } from '../api/rbac/objects.ts';
import type { Binding } from '../authorization/rbac/binding.ts';
import { type Question, questionOf } from '../authorization/rbac/question.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import { grantOf } from './grants.ts';
import type { Access } from './powers.ts';

export interface Holding {
  readonly subject: Subject;
  readonly grant: AccessGrant;
}

const NOBODY = { name: '', groups: [] };

/** Whom bindings give what, for many questions over one state: those of one verb share the search for its bindings. */
export class Holders {
  readonly #index: RbacIndex;
  /** By namespace and verb. */
  readonly #candidates = new Map<string, readonly Binding[]>();

  constructor(index: RbacIndex) {
    this.#index = index;
  }

  /** Every subject that a binding gives this to, in the cluster or in the namespace that is asked for. */
  of(access: Access): Holding[] {
    const question = questionOf({ ...access, user: NOBODY });
    const candidates = this.#with(access.verb, '');
    const here = access.namespace === '' ? [] : this.#with(access.verb, access.namespace);
    return [...candidates, ...here].flatMap((binding) => this.#holdings(binding, question));
  }

  #holdings(binding: Binding, question: Question): Holding[] {
    const role = this.#index.roleOf(binding)!;
    const rule = role.ruleFor(question);
    if (!rule) return [];
    return binding.subjects.flatMap((_, position) => {
      if (binding.principals[position] === undefined) return [];
      const grant = grantOf(binding, role, position, rule);
      return [{ subject: normal(grant.subject), grant }];
    });
  }

  /** The bindings whose roles have the verb at all. */
  #with(verb: string, namespace: string): readonly Binding[] {
    const key = `${namespace}/${verb}`;
    const known = this.#candidates.get(key);
    if (known) return known;
    const hasVerb = ({ verbs = [] }: { verbs?: readonly string[] }) => verbs.includes('*') || verbs.includes(verb);
    const found = [...this.#index.bindingsIn(namespace)].filter((one) => this.#index.roleOf(one)?.rules.some(hasVerb));
    this.#candidates.set(key, found);
    return found;
  }
}

const ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;

/** A service account is one, whichever way a binding names it. */
export function normal({ kind = '', name = '', namespace }: Subject): Subject {
  const [, home, account] = kind === 'User' ? (ACCOUNT.exec(name) ?? []) : [];
  if (home !== undefined && account !== undefined) return { kind: 'ServiceAccount', namespace: home, name: account };
  return { kind, ...(namespace !== undefined && { namespace }), name };
}

export function keyOf({ kind, namespace = '', name }: Subject): string {
  return JSON.stringify([kind, namespace, name]);
}
