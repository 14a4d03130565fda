/** Rules of host names. */
import { type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../api/names.ts';
import { parseIp } from '../../util/ip.ts';
import { validateName } from './common.ts';

export function validateNotAnIp(host: string, path: FieldPath): FieldError[] {
  return parseIp(host) ? [invalidValue(path, host, 'must be a DNS name, not an IP address')] : [];
}

/** Of the points of entry that load balancers have, under Services and Ingresses alike. */
export function validateHostname(hostname: string, path: FieldPath): FieldError[] {
  return [...validateName(hostname, isDns1123Subdomain, path), ...validateNotAnIp(hostname, path)];
}

/** A domain of at least two labels, with or without the dot that ends it. Tells of the first thing that is wrong. */
export function validateDomainName(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [required(path)];
  const domain = name.endsWith('.') ? name.slice(0, -1) : name;
  const wrong = isDns1123Subdomain(domain);
  if (wrong.length > 0) return [invalidValue(path, domain, wrong.join(','))];
  const labels = domain.split('.');
  if (labels.length < 2) {
    return [invalidValue(path, domain, 'should be a domain with at least two segments separated by dots')];
  }
  const bad = labels.find((label) => isDns1123Label(label).length > 0);
  return bad === undefined ? [] : [invalidValue(path, bad, isDns1123Label(bad).join(','))];
}
