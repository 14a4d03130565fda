/**
 * Who can do something, and how: by what is granted to them, or by way of others whom they can become or whose roles
 * they can write. Shortest ways first.
 */
import type { AccessHolder, AccessListingStatus, AccessStep, AccessWay } from '../api/access.ts';
import type { Subject } from '../api/rbac/objects.ts';
import { type Question, questionOf } from '../authorization/rbac/question.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import type { Role } from '../authorization/rbac/role.ts';
import { GROUP_MASTERS } from '../request/user-info.ts';
import { Turns } from '../util/turns.ts';
import { Holders, keyOf } from './holders.ts';
import { type Access, binding, escalations, impersonation, podCreations, tokenCreation } from './powers.ts';

/** More than a person reads, and as much as one answer should cost. */
const MOST_HOLDERS = 1000;

export async function whoCan(index: RbacIndex, access: Access): Promise<AccessListingStatus> {
  const search = new Search(index);
  search.add(MASTERS.subject, MASTERS.steps);
  search.addGranted(access);
  await search.addWriters(access);
  await search.follow();
  return search.result();
}

const MASTERS: AccessHolder = {
  subject: { kind: 'Group', name: GROUP_MASTERS },
  steps: [{ way: 'Masters', message: 'members of system:masters may do everything' }],
};

function step(way: AccessWay, message: string, more: Pick<AccessStep, 'as' | 'grants'> = {}): AccessStep {
  return { way, message, ...more };
}

function subjectText({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

class Search {
  readonly #index: RbacIndex;
  readonly #granted: Holders;
  readonly #turns = new Turns();
  /** In the order in which they were reached, so that the first way to each is its shortest. */
  readonly #holders = new Map<string, AccessHolder>();
  /** Namespaces whose pods have been looked at. */
  readonly #namespaces = new Set<string>();
  #queue: AccessHolder[] = [];
  #incomplete = false;

  constructor(index: RbacIndex) {
    this.#index = index;
    this.#granted = new Holders(index);
  }

  addGranted(access: Access): void {
    for (const { subject, grant } of this.#granted.of(access)) {
      if (this.#incomplete) return;
      this.add(subject, [step('Grant', `${subjectText(subject)} is granted it`, { grants: [grant] })]);
    }
  }

  add(subject: Subject, steps: readonly AccessStep[]): void {
    const key = keyOf(subject);
    if (this.#holders.has(key)) return;
    if (this.#holders.size >= MOST_HOLDERS) {
      this.#incomplete = true;
      return;
    }
    const holder = { subject, steps };
    this.#holders.set(key, holder);
    this.#queue.push(holder);
  }

  /** Finds those who can become one who can, and those who can become them. */
  async follow(): Promise<void> {
    for (let holder = this.#queue.shift(); holder && !this.#incomplete; holder = this.#queue.shift()) {
      if (this.#turns.isOver) await this.#turns.next();
      this.#addImpersonators(holder);
      if (holder.subject.kind === 'ServiceAccount') this.#addTokenMakers(holder);
    }
  }

  /** Those who can bind a role that grants it, or write it into a role that is bound already. */
  async addWriters(access: Access): Promise<void> {
    const question = questionOf({ ...access, user: { name: '', groups: [] } });
    for (const role of rolesGranting(this.#index, question, access.namespace)) {
      if (this.#turns.isOver) await this.#turns.next();
      this.#addAll('Bind', binding(role, access.namespace), `bind ${role.kind} ${role.name}`);
    }
    for (const role of rolesBound(this.#index, access.namespace)) {
      if (this.#turns.isOver) await this.#turns.next();
      this.#addAll('Escalate', escalations(role), `write it into ${role.kind} ${role.name}`);
    }
  }

  result(): AccessListingStatus {
    return { holders: [...this.#holders.values()], ...(this.#incomplete && { incomplete: true }) };
  }

  #addImpersonators({ subject, steps }: AccessHolder): void {
    const access = impersonation(subject);
    if (access) this.#addBecoming('Impersonate', access, subject, steps, 'can impersonate');
  }

  #addTokenMakers({ subject, steps }: AccessHolder): void {
    this.#addBecoming('CreateToken', tokenCreation(subject), subject, steps, 'can make tokens of');
    const namespace = subject.namespace ?? '';
    if (this.#namespaces.has(namespace)) return;
    this.#namespaces.add(namespace);
    for (const access of podCreations(namespace)) {
      this.#addBecoming('RunPod', access, subject, steps, `can create ${access.resource} that run as`);
    }
  }

  #addBecoming(way: AccessWay, access: Access, as: Subject, steps: readonly AccessStep[], verb: string): void {
    for (const { subject, grant } of this.#granted.of(access)) {
      if (this.#incomplete) return;
      const message = `${subjectText(subject)} ${verb} ${subjectText(as)}`;
      this.add(subject, [step(way, message, { as, grants: [grant] }), ...steps]);
    }
  }

  /** Those who hold all that one of the ways needs. */
  #addAll(way: AccessWay, alternatives: readonly (readonly Access[])[], what: string): void {
    for (const [first, ...others] of alternatives) {
      for (const { subject, grant } of this.#granted.of(first!)) {
        if (this.#incomplete) return;
        const rest = others.map((access) => this.#granted.grantTo(subject, access));
        if (!rest.every((one) => one !== undefined)) continue;
        this.add(subject, [step(way, `${subjectText(subject)} can ${what}`, { grants: [grant, ...rest] })]);
      }
    }
  }
}

function rolesGranting(index: RbacIndex, question: Question, namespace: string): Role[] {
  return [...index.roles].filter(
    (role) => (role.namespace === '' || role.namespace === namespace) && role.ruleFor(question) !== undefined,
  );
}

function rolesBound(index: RbacIndex, namespace: string): Set<Role> {
  const scopes = namespace === '' ? [''] : ['', namespace];
  const bindings = scopes.flatMap((scope) => [...index.bindingsIn(scope)]);
  return new Set(bindings.flatMap((one) => index.roleOf(one) ?? []));
}
