import type { AccessGrant, AccessStep } from '../../api/access.ts';
import type { Subject } from '../../api/rbac/objects.ts';
import type { RbacIndex } from '../../authorization/rbac/rbac-index.ts';
import type { Role } from '../../authorization/rbac/role.ts';
import { Turns } from '../../util/turns.ts';
import { plainly } from '../grants.ts';
import { type Access, type Need, scopesOf } from './access.ts';
import { identityPowers, type TokenSecret } from './identities.ts';
import { bindingPowers, escalationPowers, newRolePowers, type Power, REWRITING_POWERS } from './powers.ts';
import { forNameOf, holdings, Rights } from './rights.ts';

/** A way to an access, its end shared with the ways that it was found from. */
export interface Route {
  readonly step: AccessStep;
  readonly next: Route | undefined;
  readonly length: number;
}

export interface Holder {
  readonly subject: Subject;
  readonly route: Route;
}

export interface SearchPorts {
  /** The secrets of a namespace that hold tokens of its service accounts. */
  tokenSecrets(namespace: string): readonly TokenSecret[];
}

export interface SearchLimits {
  /** Longer ways are not looked for. */
  readonly mostSteps: number;
  /** Subjects of bindings that are looked at, all in all. */
  readonly mostLooks: number;
}

export interface Found {
  /** Shortest ways first. */
  readonly holders: readonly Holder[];
  /** False when a limit ended the search. */
  readonly isComplete: boolean;
}

/**
 * Goes from those who can to those who can become them, or take what they have. What many ways ask for is looked at
 * once, so that the work grows with the bindings that there are, not with those who can.
 */
export class Search {
  readonly #index: RbacIndex;
  readonly #ports: SearchPorts;
  readonly #limits: SearchLimits;
  readonly #rights: Rights;
  readonly #turns = new Turns();
  /** In the order in which they were reached, so that the first way to each is its shortest. */
  readonly #holders = new Map<string, Holder>();
  /** By the length of the ways that they go on from. */
  readonly #tasks: (() => Promise<void>)[][] = [];
  readonly #seen = new Set<string>();
  /** Roles whose bindings have been looked at, by the namespace where they count. */
  readonly #given = new Map<string, Set<Role>>();
  /** By namespace. */
  readonly #secrets = new Map<string, readonly TokenSecret[]>();
  #looks = 0;
  #isComplete = true;

  constructor(index: RbacIndex, ports: SearchPorts, limits: SearchLimits) {
    this.#index = index;
    this.#ports = ports;
    this.#limits = limits;
    this.#rights = new Rights(index);
  }

  /** @param known those who can by what they are */
  async run(access: Access, known: readonly (readonly [Subject, AccessStep])[]): Promise<Found> {
    for (const [subject, step] of known) this.#add(subject, step, undefined);
    this.#later(0, () => this.#addHolders({ way: 'Grant', does: 'has', needs: [access] }, undefined));
    this.#later(0, () => this.#gain(access, undefined));
    for (const power of REWRITING_POWERS) this.#later(0, () => this.#offer(power, undefined));
    for (let length = 0; length < this.#tasks.length; length++) {
      // More may come while they are done.
      for (const task of this.#tasks[length] ?? []) await task();
      this.#tasks[length] = [];
    }
    return { holders: [...this.#holders.values()], isComplete: this.#isComplete };
  }

  #later(length: number, task: () => Promise<void>): void {
    if (length >= this.#limits.mostSteps || this.#looks >= this.#limits.mostLooks) {
      this.#isComplete = false;
      return;
    }
    this.#tasks[length] ??= [];
    this.#tasks[length].push(task);
  }

  #add(subject: Subject, step: AccessStep, next: Route | undefined): void {
    const key = keyOf(subject);
    if (this.#holders.has(key)) return;
    const holder = { subject, route: { step, next, length: (next?.length ?? 0) + 1 } };
    this.#holders.set(key, holder);
    this.#later(holder.route.length, () => this.#visit(holder));
  }

  /** Those who can become the holder. */
  async #visit({ subject, route }: Holder): Promise<void> {
    const namespaces = () => this.#index.namespaces;
    const found = identityPowers(subject, namespaces, (namespace) => this.#tokenSecrets(namespace));
    for (const { sharedAs, powers } of found) {
      if (sharedAs !== undefined && !this.#isNew(sharedAs)) continue;
      for (const power of powers) await this.#offer(power, route, subject);
    }
  }

  #tokenSecrets(namespace: string): readonly TokenSecret[] {
    const known = this.#secrets.get(namespace) ?? this.#ports.tokenSecrets(namespace);
    this.#secrets.set(namespace, known);
    return known;
  }

  /** Those who have the power, and, where it is a single right, those who can give it to themselves. */
  async #offer(power: Power, next: Route | undefined, as?: Subject): Promise<void> {
    await this.#addHolders(power, next, as);
    const [first, ...others] = power.needs;
    if (others.length > 0) return;
    const then = { step: stepOf(power, as), next, length: (next?.length ?? 0) + 1 };
    this.#later(then.length, () => this.#gain(first, then));
  }

  async #addHolders(power: Power, next: Route | undefined, as?: Subject): Promise<void> {
    if (this.#turns.isOver) await this.#turns.next();
    const [first, ...others] = power.needs;
    const use = JSON.stringify([power.way, others]);
    for (const scope of scopesOf(first)) {
      const isNew = (part: string) => this.#isNew(use + part);
      for (const allowing of forNameOf(this.#rights.in(scope, first), first, isNew)) {
        for (const { subject, grant } of holdings(allowing)) {
          if (!this.#look()) return;
          const rest = this.#holders.has(keyOf(subject)) ? undefined : this.#grantsOf(subject, others);
          if (rest) this.#add(subject, stepOf(power, as, [grant, ...rest]), next);
        }
      }
    }
  }

  /** Undefined when one of them is missing. */
  #grantsOf(subject: Subject, needs: readonly Need[]): AccessGrant[] | undefined {
    const grants: AccessGrant[] = [];
    for (const need of needs) {
      const grant = this.#rights.grantTo(subject, need);
      if (!grant) return undefined;
      grants.push(grant);
    }
    return grants;
  }

  /** Those who can bind a role that grants it, or write it into a role that is bound. */
  async #gain(need: Need, next: Route | undefined): Promise<void> {
    const { namespace } = need;
    for (const scope of scopesOf(need)) {
      const isNew = (part: string) => this.#isNew(`grants ${namespace} ${part}`);
      const roles = forNameOf(this.#rights.rolesIn(scope, need), need, isNew);
      for (const role of roles) await this.#giveRole(role, namespace, next);
    }
    for (const scope of scopesOf(need)) await this.#write(scope, next);
  }

  /** Those who can write whatever they want into roles whose bindings count in the scope. */
  async #write(scope: string, next: Route | undefined): Promise<void> {
    if (!this.#isNew(`write ${scope}`)) return;
    for (const role of this.#rights.rolesBoundIn(scope)) {
      for (const power of escalationPowers(role)) await this.#offer(power, next);
    }
    for (const power of newRolePowers(scope)) await this.#offer(power, next);
  }

  async #giveRole(role: Role, namespace: string, next: Route | undefined): Promise<void> {
    // Whichever of its rules it is for.
    const given = this.#given.get(namespace) ?? new Set();
    this.#given.set(namespace, given);
    if (given.has(role)) return;
    given.add(role);
    for (const power of bindingPowers(role, namespace, this.#rights.bindingsOf(role, namespace))) {
      await this.#offer(power, next);
    }
  }

  #isNew(part: string): boolean {
    const { size } = this.#seen;
    return this.#seen.add(part).size > size;
  }

  /** False when the search has taken all that it may. */
  #look(): boolean {
    this.#looks += 1;
    if (this.#looks < this.#limits.mostLooks) return true;
    this.#isComplete = false;
    return false;
  }
}

function stepOf({ way, does }: Power, as: Subject | undefined, grants: readonly AccessGrant[] = []): AccessStep {
  const [grant] = grants;
  const what = way === 'Grant' && grant ? `${plainly(grant.role)} by ${plainly(grant.binding)}` : as && plainly(as);
  return {
    way,
    message: what === undefined ? does : `${does} ${what}`,
    ...(as && { as }),
    ...(grants.length > 0 && { grants }),
  };
}

function keyOf({ kind, namespace = '', name }: Subject): string {
  return JSON.stringify([kind, namespace, name]);
}
