/** Rules of host names that must not be addresses. */
import { type FieldError, type FieldPath, invalidValue } from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import { parseIp } from '../../util/ip.ts';
import { validateName } from './common.ts';

export function validateNotAnIp(host: string, path: FieldPath): FieldError[] {
  return parseIp(host) ? [invalidValue(path, host, 'must be a DNS name, not an IP address')] : [];
}

/** Of the points of entry that load balancers have, under Services and Ingresses alike. */
export function validateHostname(hostname: string, path: FieldPath): FieldError[] {
  return [...validateName(hostname, isDns1123Subdomain, path), ...validateNotAnIp(hostname, path)];
}
