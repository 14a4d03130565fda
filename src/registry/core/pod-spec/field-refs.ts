/** The downward API: references from a pod to its own fields and to its containers' resources. */
import { type FieldError, type FieldPath, invalidValue, notSupported, required } from '../../../api/field.ts';
import { Quantity } from '../../../api/quantity.ts';
import type { V1ObjectFieldSelector, V1ResourceFieldSelector } from '../../../schema/generated/types.ts';
import { validateQualifiedName } from './rules.ts';

const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const FILE_FIELDS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
/** Every label that converts; which of them fit depends on the place. */
const KNOWN_FIELDS = new Set([
  ...ENV_FIELDS,
  ...FILE_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

/** In an environment variable; labels and annotations only one by one. */
export function validateEnvFieldRef(ref: V1ObjectFieldSelector, at: FieldPath): FieldError[] {
  return validateFieldRef(ref, ENV_FIELDS, at);
}

/** In a file of a volume. */
export function validateFileFieldRef(ref: V1ObjectFieldSelector, at: FieldPath): FieldError[] {
  return validateFieldRef(ref, FILE_FIELDS, at);
}

function validateFieldRef(ref: V1ObjectFieldSelector, allowed: readonly string[], at: FieldPath): FieldError[] {
  if (!ref.apiVersion) return [required(at.child('apiVersion'))];
  if (!ref.fieldPath) return [required(at.child('fieldPath'))];
  const conversion = conversionError(ref.apiVersion, ref.fieldPath);
  if (conversion) {
    return [invalidValue(at.child('fieldPath'), ref.fieldPath, `error converting fieldPath: ${conversion}`)];
  }
  const subscripted = splitSubscript(ref.fieldPath);
  if (subscripted) return validateSubscript(subscripted.field, subscripted.key, at);
  const field = ref.fieldPath === 'spec.host' ? 'spec.nodeName' : ref.fieldPath;
  return allowed.includes(field) ? [] : [notSupported(at.child('fieldPath'), field, allowed)];
}

function conversionError(apiVersion: string, fieldPath: string): string | undefined {
  if (apiVersion !== 'v1') return `unsupported pod version: ${apiVersion}`;
  const subscripted = splitSubscript(fieldPath);
  if (subscripted) {
    const subscriptable = subscripted.field === 'metadata.annotations' || subscripted.field === 'metadata.labels';
    return subscriptable ? undefined : `field label does not support subscript: ${fieldPath}`;
  }
  return KNOWN_FIELDS.has(fieldPath) || fieldPath === 'spec.host'
    ? undefined
    : `field label not supported: ${fieldPath}`;
}

/** `metadata.labels['key']`. No regular expression: on a hostile text its two wildcards would take quadratic time. */
function splitSubscript(fieldPath: string): { field: string; key: string } | undefined {
  const open = fieldPath.indexOf("['");
  if (open <= 0 || !fieldPath.endsWith("']") || fieldPath.length < open + 4) return undefined;
  return { field: fieldPath.slice(0, open), key: fieldPath.slice(open + 2, -2) };
}

function validateSubscript(field: string, key: string, at: FieldPath): FieldError[] {
  // Upper case in annotation keys has always been let through.
  return validateQualifiedName(field === 'metadata.annotations' ? key.toLowerCase() : key, at);
}

const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const HUGE_PAGES = /^(?:requests|limits)\.hugepages-/;
const CPU_DIVISORS = ['1m', '1'];
const BYTE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

/** @param inVolume a file stands for no container, so it must name one */
export function validateResourceFieldRef(ref: V1ResourceFieldSelector, at: FieldPath, inVolume: boolean): FieldError[] {
  const resource = ref.resource ?? '';
  const errors: FieldError[] = [];
  if (inVolume && !ref.containerName) errors.push(required(at.child('containerName')));
  else if (!resource) errors.push(required(at.child('resource')));
  else if (!RESOURCES.includes(resource) && !HUGE_PAGES.test(resource)) {
    errors.push(notSupported(at.child('resource'), resource, RESOURCES));
  }
  return [...errors, ...validateDivisor(resource, ref.divisor, at.child('divisor'))];
}

function validateDivisor(resource: string, divisor: string | undefined, at: FieldPath): FieldError[] {
  if (divisor === undefined || Quantity.parse(divisor).isZero()) return [];
  const kind = HUGE_PAGES.test(resource) ? 'hugepages' : resource.slice(resource.indexOf('.') + 1);
  const rule = DIVISORS.get(kind);
  if (!rule || rule.allowed.includes(divisor)) return [];
  return [invalidValue(at, resource, `only divisor's values ${rule.text}`)];
}

const DIVISORS = new Map([
  ['cpu', { allowed: CPU_DIVISORS, text: `${CPU_DIVISORS.join(' and ')} are supported with the cpu resource` }],
  ['memory', { allowed: BYTE_DIVISORS, text: bytesText('memory') }],
  ['ephemeral-storage', { allowed: BYTE_DIVISORS, text: bytesText('local ephemeral storage') }],
  ['hugepages', { allowed: BYTE_DIVISORS, text: bytesText('hugepages') }],
]);

function bytesText(resource: string): string {
  return `${BYTE_DIVISORS.join(', ')} are supported with the ${resource} resource`;
}
