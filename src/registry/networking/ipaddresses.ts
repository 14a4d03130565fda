import { type FieldError, invalidValue, path, required } from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1IPAddress, V1ParentReference } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { defineResource } from '../resource.ts';
import { IMMUTABLE, validateName } from '../validation/common.ts';
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

function validateKept(parent: V1ParentReference | undefined, old: V1ParentReference | undefined): FieldError[] {
  return deepEqual(parent, old) ? [] : [invalidValue(PARENT, parent && goParent(parent), IMMUTABLE)];
}

/** As upstream's own type names the fields: messages show it as it is. */
function goParent({ group = '', resource = '', namespace = '', name = '' }: V1ParentReference): object {
  return { Group: group, Resource: resource, Namespace: namespace, Name: name };
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
    validateUpdate: (address, old) => [
      ...validateParent(address.spec?.parentRef),
      ...validateKept(address.spec?.parentRef, old.spec?.parentRef),
    ],
    validateName: canonicalIpErrors,
    generatesNames: false,
  },
});
