import { type FieldError, forbiddenField, path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1StorageClass } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { defineResource } from '../resource.ts';
import { supported, validateImmutable } from '../validation/common.ts';
import { nodeSelectorWarnings } from '../validation/node-labels.ts';
import { validateParameters, validateProvisioner } from './parameters.ts';
import { validateTopologies } from './topologies.ts';

type StorageClass = V1StorageClass & KubeObject;

const RECLAIM_POLICIES = ['Delete', 'Retain'];
const BINDING_MODES = ['Immediate', 'WaitForFirstConsumer'];
const FIXED = ['parameters', 'provisioner', 'reclaimPolicy'] as const;

function validate(storageClass: StorageClass): FieldError[] {
  return [
    ...validateProvisioner(storageClass.provisioner, path('provisioner')),
    ...validateParameters(storageClass.parameters, path('parameters')),
    ...supported(storageClass.reclaimPolicy || undefined, RECLAIM_POLICIES, path('reclaimPolicy')),
    ...supported(storageClass.volumeBindingMode, BINDING_MODES, path('volumeBindingMode')),
    ...validateTopologies(storageClass.allowedTopologies ?? [], path('allowedTopologies')),
  ];
}

function validateUpdate(storageClass: StorageClass, old: StorageClass): FieldError[] {
  const changed = FIXED.filter((field) => !deepEqual(storageClass[field], old[field]));
  return [
    ...validate(storageClass),
    ...changed.map((field) => forbiddenField(path(field), `updates to ${field} are forbidden.`)),
    ...validateImmutable(storageClass.volumeBindingMode, old.volumeBindingMode, path('volumeBindingMode')),
  ];
}

function warnings({ allowedTopologies = [] }: StorageClass): string[] {
  return allowedTopologies.flatMap(({ matchLabelExpressions = [] }, i) => {
    const at = path('allowedTopologies').index(i).child('matchLabelExpressions');
    return matchLabelExpressions.flatMap(({ key = '' }, j) =>
      nodeSelectorWarnings({ [key]: '' }, () => at.index(j).child('key')),
    );
  });
}

export const storageClasses = defineResource<StorageClass>({
  group: 'storage.k8s.io',
  name: 'storageclasses',
  kind: 'StorageClass',
  namespaced: false,
  returnsDeleted: true,
  shortNames: ['sc'],
  strategy: {
    defaults(storageClass) {
      storageClass.reclaimPolicy ??= 'Delete';
      storageClass.volumeBindingMode ??= 'Immediate';
    },
    validate,
    validateUpdate,
    warnings,
  },
});
