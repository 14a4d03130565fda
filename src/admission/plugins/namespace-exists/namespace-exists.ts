/**
 * NamespaceExists: nothing is written in a namespace that is not there, be it only to change or delete what was left.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#namespaceexists
 */
import { notFound } from '../../../api/status.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { isNamespace } from '../../concerns.ts';
import type { Lookup } from '../../lookup.ts';

const HANDLED = new Set<Operation>(['CREATE', 'UPDATE', 'DELETE']);

export class NamespaceExists implements AdmissionPlugin {
  readonly name = 'NamespaceExists';
  readonly #namespaces: Pick<Lookup, 'find'>;

  constructor(namespaces: Pick<Lookup, 'find'>) {
    this.#namespaces = namespaces;
  }

  handles(operation: Operation): boolean {
    return HANDLED.has(operation);
  }

  validate(attributes: AdmissionAttributes): void {
    const { namespace } = attributes;
    if (namespace === '' || isNamespace(attributes) || this.#namespaces.find(namespace)) return;
    throw notFound({ group: '', resource: 'namespaces' }, namespace);
  }
}
