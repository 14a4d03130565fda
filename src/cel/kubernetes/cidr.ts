/** Kubernetes' functions on blocks of IP addresses. */
import { blockContains, formatIp, type IpBlock, parseIpBlock } from '../../util/ip.ts';
import { BOOL, INT, opaqueType, STRING } from '../check/types.ts';
import type { Library } from '../environment.ts';
import { CALL, sizeOf, traversal } from '../eval/costs.ts';
import { type Cost, global, member } from '../library/function.ts';
import { EvaluationError, isError, ObjectValue, type Result, type Value } from '../values/value.ts';
import { IP_TYPE, IpValue, ipOf } from './ip.ts';

const CIDR_TYPE = opaqueType('net.CIDR');

class CidrValue extends ObjectValue {
  readonly type = CIDR_TYPE;
  readonly block: IpBlock;

  constructor(block: IpBlock) {
    super();
    this.block = block;
  }

  /** The address counts as written: `10.0.0.1/8` is not `10.0.0.0/8`. */
  get text(): string {
    return `${formatIp(this.block.address)}/${this.block.prefixLength}`;
  }

  equals(other: Value): boolean {
    return other instanceof CidrValue && other.text === this.text;
  }
}

function cidrOf(text: string): CidrValue | EvaluationError {
  const block = parseIpBlock(text);
  if (block && !block.address.mapped && !block.leadingZeros) return new CidrValue(block);
  const problem = block?.address.mapped
    ? `IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`
    : `network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): unable to parse`;
  return new EvaluationError(`network address parse error during conversion from string: ${problem}`);
}

function containsIp({ block }: CidrValue, ip: IpValue | EvaluationError): Result {
  return isError(ip) ? ip : blockContains(block, ip.address);
}

function containsCidr({ block }: CidrValue, other: CidrValue | EvaluationError): Result {
  if (isError(other)) return other;
  return other.block.prefixLength >= block.prefixLength && blockContains(block, other.block.address);
}

function masked({ block }: CidrValue): Result {
  const address = { ...block.address, bits: block.first };
  return new CidrValue({ ...block, address });
}

/** Bytes of its prefix, which comparison goes over. */
function width(cidr: Value): number {
  return Math.ceil((cidr as CidrValue).block.prefixLength / 8);
}

const reading: Cost = (text) => traversal(sizeOf(text));
const comparing: Cost = (cidr) => traversal(width(cidr), 2);
const masking: Cost = (cidr) => traversal(width(cidr), 2) + traversal(width(cidr)) + CALL;

function readingToo(cost: Cost): Cost {
  return (cidr, text) => cost(cidr) + traversal(sizeOf(text));
}

export const CIDRS: Library = {
  types: [CIDR_TYPE],
  functions: [
    ...global('cidr', ['string_to_cidr', [STRING], CIDR_TYPE, cidrOf, reading]),
    ...global('isCIDR', ['is_cidr', [STRING], BOOL, (text: string) => !isError(cidrOf(text)), reading]),
    ...global('string', ['cidr_to_string', [CIDR_TYPE], STRING, (cidr: CidrValue) => cidr.text]),
    ...member('ip', ['cidr_ip', [CIDR_TYPE], IP_TYPE, (cidr: CidrValue) => new IpValue(cidr.block.address)]),
    ...member('prefixLength', [
      'cidr_prefix_length',
      [CIDR_TYPE],
      INT,
      (cidr: CidrValue) => BigInt(cidr.block.prefixLength),
    ]),
    ...member('masked', ['cidr_masked', [CIDR_TYPE], CIDR_TYPE, masked]),
    ...member(
      'containsIP',
      [
        'cidr_contains_ip_string',
        [CIDR_TYPE, STRING],
        BOOL,
        (cidr: CidrValue, text: string) => containsIp(cidr, ipOf(text)),
        readingToo(comparing),
      ],
      ['cidr_contains_ip_ip', [CIDR_TYPE, IP_TYPE], BOOL, containsIp, comparing],
    ),
    ...member(
      'containsCIDR',
      [
        'cidr_contains_cidr_string',
        [CIDR_TYPE, STRING],
        BOOL,
        (cidr: CidrValue, text: string) => containsCidr(cidr, cidrOf(text)),
        readingToo(masking),
      ],
      ['cidr_contains_cidr', [CIDR_TYPE, CIDR_TYPE], BOOL, containsCidr, masking],
    ),
  ],
};
