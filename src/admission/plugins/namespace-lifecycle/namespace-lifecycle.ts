/**
 * NamespaceLifecycle: nothing new in a namespace that is missing or terminating; the namespaces of the system stay.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#namespacelifecycle
 */
import { isTerminating, namespaceTerminating } from '../../../api/namespaces.ts';
import type { KubeObject } from '../../../api/object.ts';
import { forbidden, notFound } from '../../../api/status.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { isNamespace, nameOf } from '../../concerns.ts';

export interface NamespaceLookup {
  find(name: string): KubeObject | undefined;
}

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);
const HANDLED = new Set<Operation>(['CREATE', 'UPDATE', 'DELETE']);

export class NamespaceLifecycle implements AdmissionPlugin {
  readonly name = 'NamespaceLifecycle';
  readonly mutates = [];
  readonly #namespaces: NamespaceLookup;

  constructor(namespaces: NamespaceLookup) {
    this.#namespaces = namespaces;
  }

  handles(operation: Operation): boolean {
    return HANDLED.has(operation);
  }

  /** Before all others, which would say that they find nothing in a namespace that is not there. */
  admit(attributes: AdmissionAttributes): void {
    this.validate(attributes);
  }

  /** Once more inside the update: the namespace may have gone meanwhile. */
  validate(attributes: AdmissionAttributes): void {
    const { operation, resource, name, namespace } = attributes;
    if (isNamespace(attributes)) {
      if (operation === 'DELETE' && IMMORTAL.has(name))
        throw forbidden(resource, name, 'this namespace may not be deleted');
      return;
    }
    if (operation === 'CREATE' && namespace !== '' && !isAccessReview(resource)) this.#checkOpen(attributes);
  }

  #checkOpen(attributes: AdmissionAttributes): void {
    const { namespace } = attributes;
    const found = this.#namespaces.find(namespace);
    if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    if (isTerminating(found)) throw namespaceTerminating(attributes.resource, nameOf(attributes), namespace);
  }
}

/** Whether a namespace exists is not for everybody to know who may ask what is allowed there. */
function isAccessReview({ group, resource }: AdmissionAttributes['resource']): boolean {
  return group === 'authorization.k8s.io' && resource === 'localsubjectaccessreviews';
}
