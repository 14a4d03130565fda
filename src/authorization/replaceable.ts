import type { UserInfo } from '../request/user-info.ts';
import type { Attributes, Authorizer, Decision, Opinion, SubjectRules } from './authorizer.ts';

/** Another one may take over while requests are being made. Each of them is decided by one of the two as a whole. */
export class ReplaceableAuthorizer implements Authorizer {
  readonly name = 'replaceable';
  #current: Authorizer;

  constructor(first: Authorizer) {
    this.#current = first;
  }

  get synced(): Promise<void> {
    return this.#current.synced ?? Promise.resolve();
  }

  /** @param next one that knows everything already: else there would be false denials */
  replace(next: Authorizer): void {
    this.#current = next;
  }

  authorize(attributes: Attributes): Decision | Promise<Decision> {
    return this.#current.authorize(attributes);
  }

  async opinions(attributes: Attributes): Promise<readonly Opinion[]> {
    return (await this.#current.opinions?.(attributes)) ?? [];
  }

  async rulesFor(user: UserInfo, namespace: string): Promise<SubjectRules> {
    const { rulesFor } = this.#current;
    if (!rulesFor) return { resourceRules: [], nonResourceRules: [], incomplete: `${this.#current.name} cannot tell` };
    return rulesFor.call(this.#current, user, namespace);
  }
}
