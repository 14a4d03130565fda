import { duplicate, type FieldError, type FieldPath, invalidValue, path, required, tooMany } from '../../api/field.ts';
import {
  isDns1123Label,
  isDns1123Subdomain,
  isFullyQualifiedDomain,
  isLabelValue,
  isQualifiedName,
} from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { DiscoveryV1EndpointPort, V1Endpoint, V1EndpointSlice } from '../../schema/generated/types.ts';
import { parseIp } from '../../util/ip.ts';
import { validateEnum, validateImmutable, validateName } from '../validation/common.ts';
import { validateIp, validateNonSpecialIp } from '../validation/ip.ts';
import { PORT_PROTOCOLS } from '../validation/ports.ts';

type EndpointSlice = V1EndpointSlice & KubeObject;

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;
const MAX_PORTS = 20000;
const MAX_HINTS = 8;

export function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  return validateSlice(slice, new Set());
}

export function validateEndpointSliceUpdate(slice: EndpointSlice, old: EndpointSlice): FieldError[] {
  const kept = new Set((old.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []));
  return [...validateSlice(slice, kept), ...validateImmutable(slice.addressType, old.addressType, path('addressType'))];
}

function validateSlice(slice: EndpointSlice, kept: ReadonlySet<string>): FieldError[] {
  return [
    ...validateEnum(slice.addressType, ADDRESS_TYPES, path('addressType')),
    ...validateEndpoints(slice.endpoints ?? [], slice.addressType ?? '', kept),
    ...validatePorts(slice.ports ?? [], path('ports')),
  ];
}

function validateEndpoints(endpoints: readonly V1Endpoint[], type: string, kept: ReadonlySet<string>): FieldError[] {
  const at = path('endpoints');
  if (endpoints.length > MAX_ENDPOINTS) return [tooMany(at, endpoints.length, MAX_ENDPOINTS)];
  return endpoints.flatMap((endpoint, position) => validateEndpoint(endpoint, type, kept, at.index(position)));
}

function validateEndpoint(endpoint: V1Endpoint, type: string, kept: ReadonlySet<string>, at: FieldPath): FieldError[] {
  const { nodeName, hostname, hints } = endpoint;
  return [
    ...validateAddresses(endpoint.addresses ?? [], type, kept, at.child('addresses')),
    ...(nodeName === undefined ? [] : validateName(nodeName, isDns1123Subdomain, at.child('nodeName'))),
    ...(hostname === undefined ? [] : validateName(hostname, isDns1123Label, at.child('hostname'))),
    ...validateHints(hints?.forZones ?? [], isLabelValue, at.child('hints', 'forZones')),
    ...validateHints(hints?.forNodes ?? [], isDns1123Subdomain, at.child('hints', 'forNodes')),
  ];
}

function validateAddresses(
  addresses: readonly string[],
  type: string,
  kept: ReadonlySet<string>,
  at: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(required(at, 'must contain at least 1 address'));
  if (addresses.length > MAX_ADDRESSES) errors.push(tooMany(at, addresses.length, MAX_ADDRESSES));
  addresses.forEach((address, position) => {
    errors.push(...validateAddress(address, type, kept, at.index(position)));
  });
  return errors;
}

function validateAddress(address: string, type: string, kept: ReadonlySet<string>, at: FieldPath): FieldError[] {
  switch (type) {
    case 'IPv4':
    case 'IPv6': {
      const errors = validateIp(address, at, kept);
      return errors.length > 0 ? errors : [...validateFamily(address, type, at), ...validateNonSpecialIp(address, at)];
    }
    case 'FQDN':
      return validateName(address, isFullyQualifiedDomain, at);
    default:
      return [];
  }
}

function validateFamily(address: string, type: 'IPv4' | 'IPv6', at: FieldPath): FieldError[] {
  if (parseIp(address)?.family === (type === 'IPv4' ? 4 : 6)) return [];
  return [invalidValue(at, address, `must be an ${type} address`)];
}

function validateHints(
  hints: readonly { name?: string }[],
  checker: (name: string) => string[],
  at: FieldPath,
): FieldError[] {
  if (hints.length > MAX_HINTS) return [tooMany(at, hints.length, MAX_HINTS)];
  const seen = new Set<string>();
  return hints.flatMap(({ name = '' }, position) => {
    const namePath = at.index(position).child('name');
    const again = seen.has(name) ? [duplicate(namePath, name)] : [];
    seen.add(name);
    return [...again, ...validateName(name, checker, namePath)];
  });
}

function validatePorts(ports: readonly DiscoveryV1EndpointPort[], at: FieldPath): FieldError[] {
  if (ports.length > MAX_PORTS) return [tooMany(at, ports.length, MAX_PORTS)];
  const seen = new Set<string>();
  return ports.flatMap((port, position) => {
    const name = port.name ?? '';
    const again = seen.has(name) ? [duplicate(at.index(position).child('name'), name)] : [];
    seen.add(name);
    return [...again, ...validatePort(port, name, at.index(position))];
  });
}

function validatePort(port: DiscoveryV1EndpointPort, name: string, at: FieldPath): FieldError[] {
  return [
    ...(name === '' ? [] : validateName(name, isDns1123Label, at.child('name'))),
    ...validateEnum(port.protocol, PORT_PROTOCOLS, at.child('protocol')),
    ...(port.appProtocol === undefined ? [] : validateName(port.appProtocol, isQualifiedName, at.child('appProtocol'))),
  ];
}
