/**
 * MutatingAdmissionPolicy: expressions that administrators write change what is written.
 * https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
 */
import type { AdmissionAttributes, AdmissionPlugin, Operation, Reinvocation } from '../../admission.ts';
import { type Found, invocationsFor } from '../../policy/invocations.ts';
import type { MutatingProgram } from '../../policy/mutating/compile.ts';
import { PolicyIndex } from '../../policy/policy-index.ts';
import type { PolicyPorts } from '../../policy/ports.ts';
import { Rounds } from '../../rounds.ts';

/** What evaluates expressions is loaded where there are policies: most clusters start without. */
type Dispatch = typeof import('../../policy/mutating/dispatch.ts');

export class MutatingAdmissionPolicy implements AdmissionPlugin {
  readonly name = 'MutatingAdmissionPolicy';
  readonly showsChanges = true;
  readonly #ports: PolicyPorts;
  readonly #index: PolicyIndex<MutatingProgram>;
  readonly #rounds = new WeakMap<AdmissionAttributes, Rounds>();
  #loaded: Promise<Dispatch> | undefined;

  constructor(ports: PolicyPorts) {
    this.#ports = ports;
    this.#index = new PolicyIndex(ports);
  }

  /** Of what is deleted, there is nothing to change: policies for every operation are not asked of it. */
  handles(operation: Operation): boolean {
    return operation !== 'DELETE';
  }

  admit(attributes: AdmissionAttributes, reinvocation: Reinvocation): void | Promise<void> {
    const found = invocationsFor(this.#index, attributes, this.#ports);
    if (found.length > 0) return this.#dispatch(found, attributes, reinvocation);
  }

  async #dispatch(
    found: readonly Found<MutatingProgram>[],
    attributes: AdmissionAttributes,
    reinvocation: Reinvocation,
  ) {
    this.#loaded ??= import('../../policy/mutating/dispatch.ts');
    const { dispatchMutating } = await this.#loaded;
    const rounds = this.#rounds.get(attributes) ?? new Rounds();
    this.#rounds.set(attributes, rounds);
    return dispatchMutating(found, attributes, { rounds, reinvocation }, this.#ports);
  }
}
