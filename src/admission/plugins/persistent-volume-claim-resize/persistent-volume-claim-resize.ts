/**
 * PersistentVolumeClaimResize: claims grow only where their class allows it.
 * https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#persistentvolumeclaimresize
 */
import { Quantity } from '../../../api/quantity.ts';
import { storageClassOf } from '../../../api/storage-class.ts';
import type { V1PersistentVolumeClaim } from '../../../schema/generated/types.ts';
import type { AdmissionAttributes, AdmissionPlugin, Operation } from '../../admission.ts';
import { concerns, refuse } from '../../concerns.ts';
import type { Lookup } from '../../lookup.ts';

export class PersistentVolumeClaimResize implements AdmissionPlugin {
  readonly name = 'PersistentVolumeClaimResize';
  readonly #classes: Pick<Lookup, 'find'>;

  constructor(classes: Pick<Lookup, 'find'>) {
    this.#classes = classes;
  }

  handles(operation: Operation): boolean {
    return operation === 'UPDATE';
  }

  validate(attributes: AdmissionAttributes): void {
    if (!concerns(attributes, '', 'persistentvolumeclaims')) return;
    const claim = attributes.object as V1PersistentVolumeClaim;
    const old = attributes.oldObject as V1PersistentVolumeClaim;
    if (sizeOf(claim).compare(sizeOf(old)) <= 0) return;
    if (old.status?.phase !== 'Bound') throw refuse(attributes, 'Only bound persistent volume claims can be expanded');
    if (this.#mayGrow(claim, old)) return;
    throw refuse(
      attributes,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  }

  #mayGrow(claim: V1PersistentVolumeClaim, old: V1PersistentVolumeClaim): boolean {
    const name = storageClassOf(claim);
    return name !== '' && name === storageClassOf(old) && this.#classes.find(name)?.allowVolumeExpansion === true;
  }
}

function sizeOf({ spec }: V1PersistentVolumeClaim): Quantity {
  return Quantity.parse(spec?.resources?.requests?.storage ?? '0');
}
