import { type FieldError, type FieldPath, path, required } from '../../api/field.ts';
import { isDns1123Label, isDns1123Subdomain, isQualifiedName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type {
  CoreV1EndpointPort,
  V1EndpointAddress,
  V1EndpointSubset,
  V1Endpoints,
} from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { defineResource } from '../resource.ts';
import { validateEnum, validateName } from '../validation/common.ts';
import { ipWarnings, validateIp, validateNonSpecialIp } from '../validation/ip.ts';
import { PORT_PROTOCOLS, validatePortNumber } from '../validation/ports.ts';

type Endpoints = V1Endpoints & KubeObject;

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const CONTROLLER = 'endpoint-controller';

function setDefaults(endpoints: Endpoints): void {
  for (const subset of endpoints.subsets ?? []) {
    for (const port of subset.ports ?? []) port.protocol ||= 'TCP';
  }
}

function validateEndpoints({ subsets = [] }: Endpoints): FieldError[] {
  return subsets.flatMap((subset, position) => validateSubset(subset, path('subsets').index(position)));
}

function validateUpdate(endpoints: Endpoints, old: Endpoints): FieldError[] {
  const errors = validateEndpoints(endpoints);
  // Objects of older releases hold subsets that were valid then: whoever leaves them alone may change the rest.
  return errors.length > 0 && deepEqual(endpoints.subsets, old.subsets) ? [] : errors;
}

function validateSubset(subset: V1EndpointSubset, at: FieldPath): FieldError[] {
  const { addresses = [], notReadyAddresses = [], ports = [] } = subset;
  const none = addresses.length === 0 && notReadyAddresses.length === 0;
  return [
    ...(none ? [required(at, 'must specify `addresses` or `notReadyAddresses`')] : []),
    ...addresses.flatMap((address, i) => validateAddress(address, at.child('addresses').index(i))),
    ...notReadyAddresses.flatMap((address, i) => validateAddress(address, at.child('notReadyAddresses').index(i))),
    ...ports.flatMap((port, i) => validatePort(port, ports.length > 1, at.child('ports').index(i))),
  ];
}

function validateAddress(address: V1EndpointAddress, at: FieldPath): FieldError[] {
  const ip = address.ip ?? '';
  const errors = validateIp(ip, at.child('ip'));
  if (address.hostname) errors.push(...validateName(address.hostname, isDns1123Label, at.child('hostname')));
  if (address.nodeName !== undefined) {
    errors.push(...validateName(address.nodeName, isDns1123Subdomain, at.child('nodeName')));
  }
  return [...errors, ...validateNonSpecialIp(ip, at.child('ip'))];
}

function validatePort(port: CoreV1EndpointPort, requireName: boolean, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (port.name) errors.push(...validateName(port.name, isDns1123Label, at.child('name')));
  else if (requireName) errors.push(required(at.child('name')));
  errors.push(...validatePortNumber(port.port ?? 0, at.child('port')));
  errors.push(...validateEnum(port.protocol, PORT_PROTOCOLS, at.child('protocol')));
  if (port.appProtocol !== undefined) {
    errors.push(...validateName(port.appProtocol, isQualifiedName, at.child('appProtocol')));
  }
  return errors;
}

function warnings(endpoints: Endpoints): string[] {
  // What the controller writes is clean; spare it the search.
  if (endpoints.metadata.labels?.[MANAGED_BY] === CONTROLLER) return [];
  return (endpoints.subsets ?? []).flatMap((subset, position) => {
    const at = path('subsets').index(position);
    return (['addresses', 'notReadyAddresses'] as const).flatMap((field) =>
      (subset[field] ?? []).flatMap(({ ip = '' }, i) => ipWarnings(ip, at.child(field).index(i).child('ip'))),
    );
  });
}

export const endpoints = defineResource<Endpoints>({
  name: 'endpoints',
  kind: 'Endpoints',
  listKind: 'EndpointsList',
  namespaced: true,
  shortNames: ['ep'],
  prefix: '/registry/services/endpoints/',
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  strategy: {
    defaults: setDefaults,
    validate: validateEndpoints,
    validateUpdate,
    warnings,
    allowCreateOnUpdate: true,
  },
});
