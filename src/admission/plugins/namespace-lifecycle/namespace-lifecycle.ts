/**
 * NamespaceLifecycle: nothing new in a namespace that is missing or terminating; the namespaces of the system stay.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#namespacelifecycle
 */
import type { KubeObject } from '../../../api/object.ts';
import { forbidden, notFound } from '../../../api/status.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';

export interface NamespaceLookup {
  find(name: string): KubeObject | undefined;
}

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);
const HANDLED = new Set<Operation>(['CREATE', 'UPDATE', 'DELETE']);

export class NamespaceLifecycle implements AdmissionPlugin {
  readonly name = 'NamespaceLifecycle';
  readonly #namespaces: NamespaceLookup;

  constructor(namespaces: NamespaceLookup) {
    this.#namespaces = namespaces;
  }

  handles(operation: Operation): boolean {
    return HANDLED.has(operation);
  }

  validate(attributes: AdmissionAttributes): void {
    const { operation, resource, name, namespace } = attributes;
    const isNamespace = resource.group === '' && resource.resource === 'namespaces';
    if (isNamespace) {
      if (operation === 'DELETE' && IMMORTAL.has(name))
        throw forbidden(resource, name, 'this namespace may not be deleted');
      return;
    }
    if (operation === 'CREATE' && namespace !== '') this.#checkOpen(attributes);
  }

  #checkOpen({ resource, name, namespace }: AdmissionAttributes): void {
    const found = this.#namespaces.find(namespace);
    if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    if (found.metadata.deletionTimestamp === undefined && found.status?.phase !== 'Terminating') return;
    const because = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const error = forbidden(resource, name, because);
    error.details!.causes = [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ];
    throw error;
  }
}
