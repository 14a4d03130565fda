/**
 * ValidatingAdmissionPolicy: expressions that administrators write refuse, warn of, or put on record what is written.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
import type { AdmissionAttributes, AdmissionPlugin } from '../../admission.ts';
import { type Found, invocationsFor } from '../../policy/invocations.ts';
import { PolicyIndex } from '../../policy/policy-index.ts';
import type { PolicyPorts } from '../../policy/ports.ts';

/** What evaluates expressions is loaded where there are policies: most clusters start without. */
type Dispatch = typeof import('../../policy/validating/dispatch.ts');

export class ValidatingAdmissionPolicy implements AdmissionPlugin {
  readonly name = 'ValidatingAdmissionPolicy';
  readonly #ports: PolicyPorts;
  readonly #index: PolicyIndex;
  #loaded: Promise<Dispatch> | undefined;

  constructor(ports: PolicyPorts) {
    this.#ports = ports;
    this.#index = new PolicyIndex(ports.policies, ports.bindings);
  }

  handles(): boolean {
    return true;
  }

  validate(attributes: AdmissionAttributes): void | Promise<void> {
    const found = invocationsFor(this.#index.for(attributes.resource.resource), attributes, this.#ports);
    if (found.length > 0) return this.#dispatch(found, attributes);
  }

  async #dispatch(found: readonly Found[], attributes: AdmissionAttributes): Promise<void> {
    this.#loaded ??= import('../../policy/validating/dispatch.ts');
    const { dispatchValidating } = await this.#loaded;
    return dispatchValidating(found, attributes, this.#ports);
  }
}
