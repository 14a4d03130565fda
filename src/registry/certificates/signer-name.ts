import { type FieldError, type FieldPath, invalidValue, required, tooLong } from '../../api/field.ts';
import { goQuote } from '../../api/go-format.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../api/names.ts';

const MAX_DOMAIN = 253;
const MAX_LENGTH = MAX_DOMAIN + 1 + 253 + 63 + 1;

/** A domain and a path: `kubernetes.io/kube-apiserver-client`. */
export function validateSignerName(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [required(path)];
  const [domain, signer, ...rest] = name.split('/');
  if (domain === undefined || signer === undefined || rest.length > 0) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [invalidValue(path, name, detail)];
  }
  return [
    ...(domain.length > MAX_DOMAIN ? [tooLong(path, MAX_DOMAIN)] : []),
    ...validateLabels(domain, isDns1123Label, path),
    ...(domain.includes('.')
      ? []
      : [invalidValue(path, domain, 'should be a domain with at least two segments separated by dots')]),
    ...validateLabels(signer, isDns1123Subdomain, path),
    ...(name.length > MAX_LENGTH ? [tooLong(path, MAX_LENGTH)] : []),
  ];
}

/** Tells of the first bad label only: further ones would read the same. */
function validateLabels(dotted: string, check: (label: string) => string[], path: FieldPath): FieldError[] {
  for (const label of dotted.split('.')) {
    const errors = check(label);
    if (errors.length > 0) {
      return errors.map((error) => invalidValue(path, dotted, `validating label ${goQuote(label)}: ${error}`));
    }
  }
  return [];
}
