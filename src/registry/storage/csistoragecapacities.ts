import { type FieldError, path } from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1CSIStorageCapacity } from '../../schema/generated/types.ts';
import { validateNonnegativeQuantity } from '../core/volumes/storage-quantity.ts';
import { defineResource } from '../resource.ts';
import { validateImmutable, validateName } from '../validation/common.ts';
import { validateLabelSelector } from '../validation/label-selector.ts';
import { nodeLabelWarnings, nodeSelectorWarnings } from '../validation/node-labels.ts';

type CSIStorageCapacity = V1CSIStorageCapacity & KubeObject;

function validate({ capacity, nodeTopology, storageClassName = '' }: CSIStorageCapacity): FieldError[] {
  return [
    ...validateLabelSelector(nodeTopology, path('nodeTopology')),
    ...validateName(storageClassName, isDns1123Subdomain, path('storageClassName')),
    ...(capacity === undefined ? [] : validateNonnegativeQuantity(capacity, path('capacity'))),
  ];
}

function warnings({ nodeTopology = {} }: CSIStorageCapacity): string[] {
  const at = path('nodeTopology');
  return [
    ...(nodeTopology.matchExpressions ?? []).flatMap(({ key = '' }, position) =>
      nodeLabelWarnings(key, at.child('matchExpressions').index(position).child('key')),
    ),
    ...nodeSelectorWarnings(nodeTopology.matchLabels, (key) => at.child('matchLabels', key)),
  ];
}

export const csiStorageCapacities = defineResource<CSIStorageCapacity>({
  group: 'storage.k8s.io',
  name: 'csistoragecapacities',
  kind: 'CSIStorageCapacity',
  namespaced: true,
  strategy: {
    allowUnconditionalUpdate: false,
    validate,
    validateUpdate: (capacity, old) => [
      ...validateImmutable(capacity.nodeTopology, old.nodeTopology, path('nodeTopology')),
      ...validateImmutable(capacity.storageClassName, old.storageClassName, path('storageClassName')),
    ],
    warnings,
  },
});
