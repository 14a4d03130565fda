import { type FieldError, path, required } from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1IPAddress, V1ParentReference } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateImmutable, validateName } from '../validation/common.ts';
import { canonicalIpErrors } from '../validation/ip.ts';
import { validateSegment } from './references.ts';

type IpAddressObject = V1IPAddress & KubeObject;

const PARENT = path('spec', 'parentRef');

function validateParent(parent: V1ParentReference | undefined): FieldError[] {
  if (!parent) return [required(PARENT)];
  return [
    ...(parent.group ? validateName(parent.group, isDns1123Subdomain, PARENT.child('group')) : []),
    ...validateSegment(parent.resource, PARENT.child('resource')),
    ...validateSegment(parent.name, PARENT.child('name')),
    ...(parent.namespace ? validateSegment(parent.namespace, PARENT.child('namespace')) : []),
  ];
}

export const ipAddresses = defineResource<IpAddressObject>({
  group: 'networking.k8s.io',
  name: 'ipaddresses',
  kind: 'IPAddress',
  namespaced: false,
  shortNames: ['ip'],
  strategy: {
    defaults(address) {
      address.spec ??= {};
    },
    validate: (address) => validateParent(address.spec?.parentRef),
    validateUpdate: (address, old) => validateImmutable(address.spec?.parentRef, old.spec?.parentRef, PARENT),
    validateName: canonicalIpErrors,
  },
  selectableFields: {
    'spec.parentRef.group': (address) => address.spec?.parentRef?.group ?? '',
    'spec.parentRef.name': (address) => address.spec?.parentRef?.name ?? '',
    'spec.parentRef.namespace': (address) => address.spec?.parentRef?.namespace ?? '',
    'spec.parentRef.resource': (address) => address.spec?.parentRef?.resource ?? '',
  },
});
