/** Paths under somebody's domain, such as `acme.io/foo` (IsDomainPrefixedPath of k8s.io/apimachinery). */
import { type FieldError, type FieldPath, invalidValue, required } from './field.ts';
import { isDns1123Subdomain, regexError } from './names.ts';

/** What RFC 3986 lets stand in the path of a URL. */
const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const httpPath = new RegExp(`^${HTTP_PATH}$`);

/** Shows the part that is wrong: the domain or the path. */
export function validateDomainPath(value: string, at: FieldPath): FieldError[] {
  if (value === '') return [required(at)];
  const slash = value.indexOf('/');
  const domain = value.slice(0, Math.max(slash, 0));
  const path = value.slice(slash + 1);
  if (domain === '' || path === '') {
    return [invalidValue(at, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  }
  return [
    ...isDns1123Subdomain(domain).map((error) => invalidValue(at, domain, error)),
    ...(httpPath.test(path) ? [] : [invalidValue(at, path, regexError('Invalid path', HTTP_PATH))]),
  ];
}
