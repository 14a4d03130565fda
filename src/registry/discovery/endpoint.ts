/** Rules of one endpoint of a slice. */
import { duplicate, type FieldError, type FieldPath, invalidValue, required, tooMany } from '../../api/field.ts';
import { isDns1123Label, isDns1123Subdomain, isLabelValue } from '../../api/names.ts';
import type { V1Endpoint, V1EndpointHints } from '../../schema/generated/types.ts';
import { parseIp } from '../../util/ip.ts';
import { validateName } from '../validation/common.ts';
import { validateDomainName } from '../validation/hostnames.ts';
import { validateCanonicalIp, validateIp, validateNonSpecialIp } from '../validation/ip.ts';

const MAX_ADDRESSES = 100;
const MAX_HINTS = 8;

export function validateEndpoint(endpoint: V1Endpoint, type: string, at: FieldPath): FieldError[] {
  const { nodeName, hostname, hints } = endpoint;
  return [
    ...validateAddresses(endpoint.addresses ?? [], type, at.child('addresses')),
    ...(nodeName === undefined ? [] : validateName(nodeName, isDns1123Subdomain, at.child('nodeName'))),
    ...(hostname === undefined ? [] : validateName(hostname, isDns1123Label, at.child('hostname'))),
    ...(hints ? validateHints(hints, at.child('hints')) : []),
  ];
}

function validateAddresses(addresses: readonly string[], type: string, at: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (addresses.length === 0) errors.push(required(at, 'must contain at least 1 address'));
  if (addresses.length > MAX_ADDRESSES) errors.push(tooMany(at, addresses.length, MAX_ADDRESSES));
  addresses.forEach((address, position) => {
    errors.push(...validateAddress(address, type, at, at.index(position)));
  });
  return errors;
}

/** @param at the list, which is where upstream tells of the wrong family @param itemAt the address */
function validateAddress(address: string, type: string, at: FieldPath, itemAt: FieldPath): FieldError[] {
  switch (type) {
    case 'IPv4':
    case 'IPv6': {
      // Unusual forms of IPv4 addresses came before the rule; IPv6 addresses have one form only.
      const errors = type === 'IPv4' ? validateIp(address, itemAt) : validateCanonicalIp(address, itemAt);
      return errors.length > 0
        ? errors
        : [...validateFamily(address, type, at), ...validateNonSpecialIp(address, itemAt)];
    }
    case 'FQDN':
      return validateDomainName(address, itemAt);
    default:
      return [];
  }
}

function validateFamily(address: string, type: 'IPv4' | 'IPv6', at: FieldPath): FieldError[] {
  if (parseIp(address)?.family === (type === 'IPv4' ? 4 : 6)) return [];
  return [invalidValue(at, address, `must be an ${type} address`)];
}

/** Of too many zones nothing else is told, not even of the nodes. */
function validateHints({ forZones = [], forNodes = [] }: V1EndpointHints, at: FieldPath): FieldError[] {
  const zonesAt = at.child('forZones');
  const nodesAt = at.child('forNodes');
  if (forZones.length > MAX_HINTS) return [tooMany(zonesAt, forZones.length, MAX_HINTS)];
  const zones = validateHintNames(forZones, isLabelValue, zonesAt);
  if (forNodes.length > MAX_HINTS) return [...zones, tooMany(nodesAt, forNodes.length, MAX_HINTS)];
  return [...zones, ...validateHintNames(forNodes, isDns1123Subdomain, nodesAt)];
}

function validateHintNames(
  hints: readonly { name?: string }[],
  checker: (name: string) => string[],
  at: FieldPath,
): FieldError[] {
  const seen = new Set<string>();
  return hints.flatMap(({ name = '' }, position) => {
    const namePath = at.index(position).child('name');
    const again = seen.has(name) ? [duplicate(namePath, name)] : [];
    seen.add(name);
    return [...again, ...validateName(name, checker, namePath)];
  });
}
