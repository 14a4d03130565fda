/** Rules and warnings of IP addresses and CIDR values (k8s.io/apimachinery/pkg/util/validation/ip.go). */
import { type FieldError, type FieldPath, invalidValue } from '../../api/field.ts';
import { goQuote } from '../../api/go-format.ts';
import {
  formatIp,
  formatIpBlock,
  type IpBlock,
  isSpecial,
  parseIp,
  parseIpBlock,
  type SpecialRange,
} from '../../util/ip.ts';

const NOT_AN_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const NOT_A_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

const NONE: ReadonlySet<string> = new Set();

/**
 * Addresses of fields that were once checked loosely: any valid form passes, ambiguous ones do not.
 * @param kept values that the stored object already has: they pass, or the object could never be changed again
 */
export function validateIp(value: string, path: FieldPath, kept: ReadonlySet<string> = NONE): FieldError[] {
  return kept.has(value) ? [] : ipErrors(value).map((error) => invalidValue(path, value, error));
}

/** Only the canonical form passes. */
export function validateCanonicalIp(value: string, path: FieldPath): FieldError[] {
  return canonicalIpErrors(value).map((error) => invalidValue(path, value, error));
}

export function canonicalIpErrors(value: string): string[] {
  const errors = ipErrors(value);
  if (errors.length > 0) return errors;
  const canonical = formatIp(parseIp(value)!);
  return value === canonical ? [] : [`must be in canonical form (${goQuote(canonical)})`];
}

function ipErrors(value: string): string[] {
  const address = parseIp(value);
  if (!address) return [NOT_AN_IP];
  if (address.leadingZeros) return ['must not have leading 0s'];
  return address.mapped ? ['must not be an IPv4-mapped IPv6 address'] : [];
}

/** CIDR values of fields that were once checked loosely. @param kept as for validateIp */
export function validateCidr(value: string, path: FieldPath, kept: ReadonlySet<string> = NONE): FieldError[] {
  return kept.has(value) ? [] : cidrErrors(value).map((error) => invalidValue(path, value, error));
}

/** Only the canonical form passes. */
export function validateCanonicalCidr(value: string, path: FieldPath): FieldError[] {
  const errors = cidrErrors(value);
  const canonical = errors.length === 0 ? formatIpBlock(parseIpBlock(value)!) : value;
  if (value !== canonical) errors.push(`must be in canonical form (${goQuote(canonical)})`);
  return errors.map((error) => invalidValue(path, value, error));
}

/** The address of an interface with the prefix of its network, bits beyond the prefix included. */
export function validateInterfaceAddress(value: string, path: FieldPath): FieldError[] {
  const block = parseIpBlock(value);
  if (!block) {
    return [invalidValue(path, value, 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)')];
  }
  const canonical = `${formatIp(block.address)}/${block.prefixLength}`;
  return value === canonical ? [] : [invalidValue(path, value, `must be in canonical form (${goQuote(canonical)})`)];
}

function cidrErrors(value: string): string[] {
  const block = parseIpBlock(value);
  if (!block) return [NOT_A_CIDR];
  if (block.leadingZeros) return ['must not have leading 0s in IP or prefix length'];
  if (block.address.mapped) return ['must not have an IPv4-mapped IPv6 address'];
  return hasHostBits(block) ? ['must not have bits set beyond the prefix length'] : [];
}

function hasHostBits(block: IpBlock): boolean {
  return block.address.bits !== block.first;
}

const SPECIAL_RANGES: readonly [SpecialRange, (value: string) => string][] = [
  ['unspecified', (value) => `may not be unspecified (${value})`],
  ['loopback', () => 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ['linkLocal', () => 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  ['linkLocalMulticast', () => 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
];

/** An address that traffic is sent to must not mean the node itself or its neighbourhood (its metadata service, say). */
export function validateNonSpecialIp(value: string, path: FieldPath): FieldError[] {
  const address = parseIp(value);
  if (!address) return [invalidValue(path, value, 'must be a valid IP address')];
  return SPECIAL_RANGES.filter(([range]) => isSpecial(address, range)).map(([, detail]) =>
    invalidValue(path, value, detail(value)),
  );
}

/** For fields that validateIp checks: kept values may be ambiguous, new ones may be unusual. */
export function ipWarnings(value: string, path: FieldPath): string[] {
  const address = parseIp(value);
  if (!address) return [];
  const canonical = goQuote(formatIp(address));
  if (address.leadingZeros || address.mapped) return [nonStandard('IP address', value, canonical, path)];
  if (address.family === 4 || canonical === goQuote(value)) return [];
  return [`${path}: IPv6 address ${goQuote(value)} should be in RFC 5952 canonical format (${canonical})`];
}

/** For fields that validateCidr checks. */
export function cidrWarnings(value: string, path: FieldPath): string[] {
  const block = parseIpBlock(value);
  if (!block) return [];
  const canonical = goQuote(formatIpBlock(block));
  const warnings: string[] = [];
  if (hasHostBits(block)) {
    const single = goQuote(`${formatIp(block.address)}/${block.address.family === 4 ? 32 : 128}`);
    warnings.push(
      `${path}: CIDR value ${goQuote(value)} is ambiguous in this context (should be ${canonical} or ${single}?)`,
    );
  }
  if (block.leadingZeros || block.address.mapped) warnings.push(nonStandard('CIDR value', value, canonical, path));
  if (warnings.length === 0 && canonical !== goQuote(value)) {
    warnings.push(`${path}: IPv6 CIDR value ${goQuote(value)} should be in RFC 5952 canonical format (${canonical})`);
  }
  return warnings;
}

function nonStandard(what: string, value: string, canonical: string, path: FieldPath): string {
  return `${path}: non-standard ${what} ${goQuote(value)} will be considered invalid in a future Kubernetes release: use ${canonical}`;
}
