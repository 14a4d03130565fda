/**
 * DefaultStorageClass: a claim that names no class gets the default one.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaultstorageclass
 */

import { defaultStorageClass, saysStorageClass } from '../../../api/storage-class.ts';
import type { V1PersistentVolumeClaim } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns } from '../../concerns.ts';
import type { Lookup } from '../../lookup.ts';

export class DefaultStorageClass implements AdmissionPlugin {
  readonly name = 'DefaultStorageClass';
  readonly mutates = ['persistentvolumeclaims'];
  readonly #classes: Pick<Lookup, 'list'>;

  constructor(classes: Pick<Lookup, 'list'>) {
    this.#classes = classes;
  }

  handles(operation: Operation): boolean {
    return operation === 'CREATE';
  }

  /** The empty class is a class: it asks for a volume that has none. */
  admit(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'persistentvolumeclaims')) return;
    const { metadata, spec } = attributes.object as V1PersistentVolumeClaim;
    if (saysStorageClass({ metadata, spec })) return;
    const found = defaultStorageClass(this.#classes.list());
    if (found) attributes.object!.spec = { ...spec, storageClassName: found.metadata.name };
  }
}
