/**
 * NamespaceAutoProvision: a namespace is made when somebody writes into it for the first time.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#namespaceautoprovision
 */
import { StatusError } from '../../../api/status.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { isNamespace, refuse } from '../../concerns.ts';

export interface NamespaceProvider {
  has(name: string): boolean;
  /** Makes it as the control plane itself. */
  create(name: string): Promise<unknown>;
}

export class NamespaceAutoProvision implements AdmissionPlugin {
  readonly name = 'NamespaceAutoProvision';
  readonly mutates = [];
  readonly #namespaces: NamespaceProvider;

  constructor(namespaces: NamespaceProvider) {
    this.#namespaces = namespaces;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE';
  }

  admit(attributes: AdmissionAttributes): void | Promise<void> {
    const { namespace, dryRun } = attributes;
    if (dryRun || namespace === '' || isNamespace(attributes) || this.#namespaces.has(namespace)) return;
    return this.#provide(attributes);
  }

  async #provide(attributes: AdmissionAttributes): Promise<void> {
    try {
      await this.#namespaces.create(attributes.namespace);
    } catch (error) {
      if (!(error instanceof StatusError)) throw refuse(attributes, (error as Error).message);
      if (error.reason !== 'AlreadyExists') throw error;
    }
  }
}
