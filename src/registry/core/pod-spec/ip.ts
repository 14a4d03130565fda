/** IP addresses in fields that have always been lenient about leading zeros. */
import { isIP } from 'node:net';
import { type FieldError, type FieldPath, invalidValue } from '../../../api/field.ts';

export type IpFamily = 4 | 6;

/** Octets with leading zeros are read as decimal. */
export function ipFamily(address: string): IpFamily | undefined {
  if (address.includes('%')) return undefined;
  const family = isIP(address.replace(/(^|[.])0+(?=\d)/g, '$1'));
  return family === 4 || family === 6 ? family : undefined;
}

export function validateIp(address: string | undefined, at: FieldPath): FieldError[] {
  if (ipFamily(address ?? '')) return [];
  return [invalidValue(at, address ?? '', 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
}
