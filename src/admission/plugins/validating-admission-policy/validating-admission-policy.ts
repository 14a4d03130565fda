/**
 * ValidatingAdmissionPolicy: expressions that administrators write refuse, warn of, or put on record what is written.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission.ts';
import { type Found, invocationsFor } from '../../policy/invocations.ts';
import { PolicyIndex } from '../../policy/policy-index.ts';
import type { PolicyPorts } from '../../policy/ports.ts';
import type { ValidatingProgram } from '../../policy/validating/compile.ts';

type Dispatch = typeof import('../../policy/validating/dispatch.ts').dispatchValidating;

export class ValidatingAdmissionPolicy implements AdmissionPlugin {
  readonly name = 'ValidatingAdmissionPolicy';
  readonly #ports: PolicyPorts;
  readonly #index: PolicyIndex<ValidatingProgram>;
  #dispatch: Dispatch | undefined;

  constructor(ports: PolicyPorts) {
    this.#ports = ports;
    this.#index = new PolicyIndex(ports);
  }

  handles(): boolean {
    return true;
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    const found = invocationsFor(this.#index, attributes, this.#ports);
    if (found.length === 0) return;
    return this.#dispatch ? this.#dispatch(found, attributes, this.#ports) : this.#load(found, attributes);
  }

  /** What evaluates expressions is loaded where there are policies: most clusters start without. */
  async #load(found: readonly Found<ValidatingProgram>[], attributes: AdmissionAttributes): Promise<void> {
    const { dispatchValidating } = await import('../../policy/validating/dispatch.ts');
    this.#dispatch = dispatchValidating;
    return dispatchValidating(found, attributes, this.#ports);
  }
}
