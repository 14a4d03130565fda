/** Names of compute resources, and what follows from them (pkg/apis/core/helper). */
import { type FieldError, type FieldPath, invalidValue } from '../../../api/field.ts';
import { isQualifiedName } from '../../../api/names.ts';
import { Quantity } from '../../../api/quantity.ts';
import { NOT_NEGATIVE, validateName } from '../../validation/common.ts';

const HUGE_PAGES_PREFIX = 'hugepages-';
const CONTAINER_RESOURCES = new Set(['cpu', 'memory', 'ephemeral-storage']);
/** Everything without a domain that any kind of object may count. */
const STANDARD_RESOURCES = new Set([
  ...CONTAINER_RESOURCES,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
]);
const INTEGER_RESOURCES = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

export function isHugePageResource(name: string): boolean {
  return name.startsWith(HUGE_PAGES_PREFIX);
}

/** Kubernetes' own: without a domain, or in its domain. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith('requests.')) return false;
  return isQualifiedName(`requests.${name}`).length === 0;
}

/** Whether more may be promised than there is: extended resources and huge pages exist or do not. */
export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePageResource(name);
}

function isStandardContainerResource(name: string): boolean {
  return CONTAINER_RESOURCES.has(name) || isHugePageResource(name);
}

export function validateResourceName(name: string, at: FieldPath): FieldError[] {
  const errors = validateName(name, isQualifiedName, at);
  if (errors.length > 0 || name.includes('/')) return errors;
  if (STANDARD_RESOURCES.has(name) || isHugePageResource(name) || name.startsWith(`requests.${HUGE_PAGES_PREFIX}`)) {
    return [];
  }
  return [invalidValue(at, name, 'must be a standard resource type or fully qualified')];
}

export function validateContainerResourceName(name: string, at: FieldPath): FieldError[] {
  const errors = validateResourceName(name, at);
  if (!name.includes('/')) {
    if (!isStandardContainerResource(name)) {
      errors.push(invalidValue(at, name, 'must be a standard resource for containers'));
    }
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    errors.push(invalidValue(at, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

/** Not negative, and whole where the resource comes in pieces. */
export function validateResourceQuantity(name: string, quantity: string, at: FieldPath): FieldError[] {
  const amount = Quantity.parse(quantity);
  const errors = amount.sign() < 0 ? [invalidValue(at, quantity, NOT_NEGATIVE)] : [];
  if ((INTEGER_RESOURCES.has(name) || isExtendedResource(name)) && amount.milliValue() % 1000n !== 0n) {
    errors.push(invalidValue(at, quantity, 'must be an integer'));
  }
  return errors;
}

/** Huge pages come in pages of the size in the name. */
export function validateHugePageQuantity(name: string, quantity: string, at: FieldPath): FieldError[] {
  if (!isHugePageResource(name)) return [];
  const detail = `${quantity} is not positive integer multiple of ${name}`;
  const pageSize = parseQuantity(name.slice(HUGE_PAGES_PREFIX.length));
  const amount = Quantity.parse(quantity);
  const whole = pageSize !== undefined && pageSize.value() > 0n && amount.value() % pageSize.value() === 0n;
  return whole && amount.isInteger() ? [] : [invalidValue(at, quantity, detail)];
}

function parseQuantity(text: string): Quantity | undefined {
  try {
    return Quantity.parse(text);
  } catch {
    return undefined;
  }
}
