/** IP addresses and blocks as values: parsed, compared and written in canonical form. */

export type IpFamily = 4 | 6;

export interface IpAddress {
  readonly family: IpFamily;
  readonly bits: bigint;
  /** It was written as an IPv4-mapped IPv6 address (`::ffff:10.0.0.1`), which different software reads differently. */
  readonly mapped: boolean;
  /** An octet was written with leading zeros, which some software reads as octal. */
  readonly leadingZeros: boolean;
}

export interface IpBlock {
  /** The address as written, bits past the prefix included. */
  readonly address: IpAddress;
  readonly prefixLength: number;
  readonly first: bigint;
  readonly last: bigint;
  /** The address or the prefix length was written with leading zeros. */
  readonly leadingZeros: boolean;
}

const WIDTH = { 4: 32, 6: 128 } as const;
const MAPPED_PREFIX = 0xffffn;

/** Reads what Go's ParseIPSloppy reads: leading zeros and mapped addresses pass and are marked; zones do not. */
export function parseIp(text: string): IpAddress | undefined {
  if (text.length > 64) return undefined;
  return text.includes(':') ? parseIpv6(text) : parseIpv4(text);
}

const IPV4 = /^(\d{1,8})\.(\d{1,8})\.(\d{1,8})\.(\d{1,8})$/;

function parseIpv4(text: string): IpAddress | undefined {
  const octets = IPV4.exec(text)?.slice(1);
  if (!octets) return undefined;
  let bits = 0;
  for (const octet of octets) {
    if (Number(octet) > 255) return undefined;
    bits = bits * 256 + Number(octet);
  }
  return { family: 4, bits: BigInt(bits), mapped: false, leadingZeros: octets.some(hasLeadingZero) };
}

function hasLeadingZero(digits: string): boolean {
  return digits.length > 1 && digits.startsWith('0');
}

function parseIpv6(text: string): IpAddress | undefined {
  const embedded = splitEmbeddedIpv4(text);
  const groups = embedded && expand(embedded.text.split('::'));
  if (groups?.length !== 8 || !groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  const bits = groups.reduce((sum, group) => (sum << 16n) | BigInt(Number.parseInt(group, 16)), 0n);
  return ofIpv6(bits, embedded!.leadingZeros);
}

/** The groups before and after `::`, which stands for at least one group of zeros. */
function expand(halves: readonly string[]): string[] | undefined {
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  if (!tail) return head;
  const zeros = 8 - head!.length - tail.length;
  return halves.length > 2 || zeros < 1 ? undefined : [...head!, ...Array<string>(zeros).fill('0'), ...tail];
}

/** `::ffff:10.0.0.1` as `::ffff:a00:1`. */
function splitEmbeddedIpv4(text: string): { text: string; leadingZeros: boolean } | undefined {
  if (!text.includes('.')) return { text, leadingZeros: false };
  const at = text.lastIndexOf(':') + 1;
  const ipv4 = parseIpv4(text.slice(at));
  if (!ipv4) return undefined;
  const hex = `${(ipv4.bits >> 16n).toString(16)}:${(ipv4.bits & 0xffffn).toString(16)}`;
  return { text: text.slice(0, at) + hex, leadingZeros: ipv4.leadingZeros };
}

function ofIpv6(bits: bigint, leadingZeros: boolean): IpAddress {
  if (bits >> 32n === MAPPED_PREFIX) return { family: 4, bits: bits & 0xffffffffn, mapped: true, leadingZeros };
  return { family: 6, bits, mapped: false, leadingZeros };
}

/** Canonical: dotted decimal, or RFC 5952. */
export function formatIp(address: Pick<IpAddress, 'family' | 'bits'>): string {
  return address.family === 4 ? formatIpv4(address.bits) : formatIpv6(address.bits);
}

function formatIpv4(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join('.');
}

function formatIpv6(bits: bigint): string {
  const groups = Array.from({ length: 8 }, (_, position) => (bits >> BigInt(112 - 16 * position)) & 0xffffn);
  const run = longestZeroRun(groups);
  const hex = (part: bigint[]): string => part.map((group) => group.toString(16)).join(':');
  if (run.length < 2) return hex(groups);
  return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`;
}

function longestZeroRun(groups: readonly bigint[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start += 1) {
    let length = 0;
    while (groups[start + length] === 0n) length += 1;
    if (length > best.length) best = { start, length };
  }
  return best;
}

/** Reads what Go's ParseCIDRSloppy reads: an address, a slash and a prefix length. */
export function parseIpBlock(text: string): IpBlock | undefined {
  const slash = text.indexOf('/');
  const address = slash < 0 ? undefined : parseIp(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (!address || !/^\d{1,8}$/.test(digits)) return undefined;
  // The prefix of a mapped address counts the 96 bits before it.
  const prefixLength = Number(digits) - (address.mapped ? 96 : 0);
  if (prefixLength < 0 || prefixLength > WIDTH[address.family]) return undefined;
  const hostBits = (1n << BigInt(WIDTH[address.family] - prefixLength)) - 1n;
  const first = (address.bits | hostBits) ^ hostBits;
  const leadingZeros = address.leadingZeros || hasLeadingZero(digits);
  return { address, prefixLength, first, last: first | hostBits, leadingZeros };
}

/** Canonical: the first address of the block and its prefix length. */
export function formatIpBlock(block: IpBlock): string {
  return `${formatIp({ family: block.address.family, bits: block.first })}/${block.prefixLength}`;
}

export function blockContains(block: IpBlock, address: IpAddress): boolean {
  return address.family === block.address.family && address.bits >= block.first && address.bits <= block.last;
}

type Range = readonly [family: IpFamily, first: bigint, last: bigint];

function rangeOf(text: string): Range {
  const block = parseIpBlock(text)!;
  return [block.address.family, block.first, block.last];
}

/** Ranges that mean something else on every machine: no client can be sent there. */
const SPECIAL = {
  unspecified: ['0.0.0.0/32', '::/128'].map(rangeOf),
  loopback: ['127.0.0.0/8', '::1/128'].map(rangeOf),
  linkLocal: ['169.254.0.0/16', 'fe80::/10'].map(rangeOf),
  // The second nibble of an IPv6 multicast address holds flags, the last its scope: 2 is link-local.
  linkLocalMulticast: [
    '224.0.0.0/24',
    ...Array.from({ length: 16 }, (_, flags) => `ff${flags.toString(16)}2::/16`),
  ].map(rangeOf),
} as const;

export type SpecialRange = keyof typeof SPECIAL;

/** A mapped address is judged as the IPv4 address that it holds. */
export function isSpecial(address: IpAddress, range: SpecialRange): boolean {
  return SPECIAL[range].some(
    ([family, first, last]) => family === address.family && address.bits >= first && address.bits <= last,
  );
}
