/** Kubernetes' functions on IP addresses. */
import { formatIp, type IpAddress, isSpecial, parseIp } from '../../util/ip.ts';
import { BOOL, INT, opaqueType, STRING } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { sizeOf, traversal } from '../eval/costs.ts';
import { type Cost, global, member, scanning } from '../library/function.ts';
import { EvaluationError, isError, ObjectValue, type Result, type Value } from '../values/value.ts';

export const IP_TYPE = opaqueType('net.IP');

export class IpValue extends ObjectValue {
  readonly type = IP_TYPE;
  readonly address: IpAddress;

  constructor(address: IpAddress) {
    super();
    this.address = address;
  }

  equals(other: Value): boolean {
    return other instanceof IpValue && formatIp(other.address) === formatIp(this.address);
  }
}

/** Refuses what different software reads differently: mapped addresses, leading zeros, zones. */
export function ipOf(text: string): IpValue | EvaluationError {
  const address = parseIp(text);
  if (address?.mapped) return new EvaluationError(`IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`);
  if (address && !address.leadingZeros) return new IpValue(address);
  const [bare, zone] = text.split('%', 2);
  if (zone && parseIp(bare!)?.family === 6) {
    return new EvaluationError(`IP address ${JSON.stringify(text)} with zone value is not allowed`);
  }
  const problem = `ParseAddr(${JSON.stringify(text)}): unable to parse IP`;
  return new EvaluationError(
    `IP Address ${JSON.stringify(text)} parse error during conversion from string: ${problem}`,
  );
}

function isCanonical(text: string): Result {
  const ip = ipOf(text);
  return isError(ip) ? ip : formatIp(ip.address) === text;
}

const BROADCAST = 0xffffffffn;

function isMulticast({ family, bits }: IpAddress): boolean {
  return family === 4 ? bits >> 28n === 0xen : bits >> 120n === 0xffn;
}

/** net.IP.IsGlobalUnicast: anything but the special ranges, private addresses included. */
function isGlobalUnicast(address: IpAddress): boolean {
  if (address.family === 4 && address.bits === BROADCAST) return false;
  const special = (['unspecified', 'loopback', 'linkLocal'] as const).some((range) => isSpecial(address, range));
  return !special && !isMulticast(address);
}

const TESTS: readonly (readonly [name: string, id: string, test: (address: IpAddress) => boolean])[] = [
  ['isUnspecified', 'ip_is_unspecified', (address) => isSpecial(address, 'unspecified')],
  ['isLoopback', 'ip_is_loopback', (address) => isSpecial(address, 'loopback')],
  ['isLinkLocalMulticast', 'ip_is_link_local_multicast', (address) => isSpecial(address, 'linkLocalMulticast')],
  ['isLinkLocalUnicast', 'ip_is_link_local_unicast', (address) => isSpecial(address, 'linkLocal')],
  ['isGlobalUnicast', 'ip_is_global_unicast', isGlobalUnicast],
];

const reading: Cost = (text) => traversal(sizeOf(text));
const readingTwice: Cost = (text) => traversal(sizeOf(text), 2);

export const IPS: Library = {
  types: [IP_TYPE],
  functions: [
    ...global('ip', ['string_to_ip', [STRING], IP_TYPE, scanning(ipOf), reading]),
    ...global('isIP', ['is_ip', [STRING], BOOL, scanning((text: string) => !isError(ipOf(text))), reading]),
    ...global('ip.isCanonical', ['ip_is_canonical', [STRING], BOOL, scanning(isCanonical), readingTwice]),
    ...global('string', ['ip_to_string', [IP_TYPE], STRING, (ip: IpValue) => formatIp(ip.address)]),
    ...member('family', ['ip_family', [IP_TYPE], INT, (ip: IpValue) => BigInt(ip.address.family)]),
    ...TESTS.flatMap(([name, id, test]) => member(name, [id, [IP_TYPE], BOOL, (ip: IpValue) => test(ip.address)])),
  ],
};
