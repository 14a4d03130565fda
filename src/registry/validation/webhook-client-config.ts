/** Where a webhook is reached (k8s.io/apiserver/pkg/util/webhook). */
import { type FieldError, type FieldPath, invalidValue, required } from '../../api/field.ts';
import { isDns1123Subdomain, isValidPortNumber } from '../../api/names.ts';
import { parseReference } from '../../cel/kubernetes/go-url.ts';

export interface WebhookClientConfig {
  url?: string;
  service?: { name?: string; namespace?: string; path?: string; port?: number };
}

export function validateClientConfig({ service, url }: WebhookClientConfig, path: FieldPath): FieldError[] {
  if (service && url === undefined) return validateService(service, path.child('service'));
  if (url !== undefined && !service) return validateUrl(url, path.child('url'));
  return [required(path, 'exactly one of url or service is required')];
}

const FORM = '; desired format: https://host[/path]';

function validateUrl(text: string, path: FieldPath): FieldError[] {
  const url = parseReference(text);
  if (typeof url === 'string') return [required(path, `url must be a valid URL: ${url}${FORM}`)];
  const { fragment, host, rawQuery, scheme, user } = url;
  const errors: FieldError[] = [];
  const refuse = (value: string, detail: string) => errors.push(invalidValue(path, value, detail));
  if (scheme !== 'https') refuse(scheme, `'https' is the only allowed URL scheme${FORM}`);
  if (host === '') refuse(host, `host must be specified${FORM}`);
  if (user !== undefined) refuse(user, 'user information is not permitted in the URL');
  if (fragment !== '') refuse(fragment, 'fragments are not permitted in the URL');
  if (rawQuery !== '') refuse(rawQuery, 'query parameters are not permitted in the URL');
  return errors;
}

function validateService(service: NonNullable<WebhookClientConfig['service']>, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  // Upstream mixes the two up: each is missed under the other's name.
  if (!service.namespace) errors.push(required(path.child('name')));
  if (!service.name) errors.push(required(path.child('namespace')));
  const port = service.port ?? 0;
  if (isValidPortNumber(port).length > 0) {
    errors.push(invalidValue(path.child('port'), port, 'port is not valid: must be between 1 and 65535, inclusive'));
  }
  return service.path === undefined ? errors : [...errors, ...validateServicePath(service.path, path.child('path'))];
}

function validateServicePath(text: string, path: FieldPath): FieldError[] {
  if (text === '' || text === '/') return [];
  if (text === '//') return [invalidValue(path, text, 'segment[0] may not be empty')];
  const errors = text.startsWith('/') ? [] : [invalidValue(path, text, `must start with a '/'`)];
  const segments = (text.endsWith('/') ? text.slice(1, -1) : text.slice(1)).split('/');
  segments.forEach((segment, position) => {
    if (segment === '') {
      errors.push(invalidValue(path, text, `segment[${position}] may not be empty`));
      return;
    }
    const wrong = isDns1123Subdomain(segment);
    errors.push(...wrong.map((error) => invalidValue(path, text, `segment[${position}]: ${error}`)));
  });
  return errors;
}
