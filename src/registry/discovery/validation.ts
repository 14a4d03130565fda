/** Rules of endpoint slices (pkg/apis/discovery/validation). */
import { duplicate, type FieldError, type FieldPath, notSupported, path, required, tooMany } from '../../api/field.ts';
import { isDns1123Label, isQualifiedName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { DiscoveryV1EndpointPort, V1EndpointSlice } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { validateEnum, validateImmutable, validateName } from '../validation/common.ts';
import { PORT_PROTOCOLS } from '../validation/ports.ts';
import { validateEndpoint } from './endpoint.ts';

type EndpointSlice = V1EndpointSlice & KubeObject;

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MAX_ENDPOINTS = 1000;
const MAX_PORTS = 20000;

export function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  return [...validateType(slice), ...validatePorts(slice), ...validateEndpoints(slice)];
}

export function validateEndpointSliceUpdate(slice: EndpointSlice, old: EndpointSlice): FieldError[] {
  const errors = validateEndpoints(slice);
  // Slices of older releases hold endpoints that were valid then: whoever leaves them alone may change the rest.
  const areAccepted = errors.length > 0 && deepEqual(slice.endpoints, old.endpoints);
  return [
    ...validateType(slice),
    ...validatePorts(slice),
    ...(areAccepted ? [] : errors),
    ...validateImmutable(slice.addressType, old.addressType, path('addressType')),
  ];
}

function validateType({ addressType }: EndpointSlice): FieldError[] {
  return validateEnum(addressType, ADDRESS_TYPES, path('addressType'));
}

function validateEndpoints({ endpoints: given, addressType = '' }: EndpointSlice): FieldError[] {
  const endpoints = given ?? [];
  const at = path('endpoints');
  if (endpoints.length > MAX_ENDPOINTS) return [tooMany(at, endpoints.length, MAX_ENDPOINTS)];
  return endpoints.flatMap((endpoint, position) => validateEndpoint(endpoint, addressType, at.index(position)));
}

function validatePorts({ ports: given }: EndpointSlice): FieldError[] {
  const ports = given ?? [];
  const at = path('ports');
  if (ports.length > MAX_PORTS) return [tooMany(at, ports.length, MAX_PORTS)];
  const seen = new Set<string>();
  return ports.flatMap((port, position) => validatePort(port, seen, at.index(position)));
}

function validatePort(port: DiscoveryV1EndpointPort, seen: Set<string>, at: FieldPath): FieldError[] {
  const name = port.name ?? '';
  const isRepeated = seen.has(name);
  seen.add(name);
  return [
    ...(name === '' ? [] : validateName(name, isDns1123Label, at.child('name'))),
    ...(isRepeated ? [duplicate(at.child('name'), name)] : []),
    ...validateProtocol(port.protocol, at.child('protocol')),
    ...(port.appProtocol === undefined ? [] : validateName(port.appProtocol, isQualifiedName, at.child('appProtocol'))),
  ];
}

/** Unlike elsewhere, an empty one is no missing one. */
function validateProtocol(protocol: string | undefined, at: FieldPath): FieldError[] {
  if (protocol === undefined) return [required(at)];
  return PORT_PROTOCOLS.includes(protocol) ? [] : [notSupported(at, protocol, PORT_PROTOCOLS)];
}
