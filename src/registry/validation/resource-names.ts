/** Names and amounts of compute resources (pkg/apis/core/helper and pkg/apis/core/validation). */
import { type FieldError, type FieldPath, invalidValue } from '../../api/field.ts';
import { isQualifiedName } from '../../api/names.ts';
import { Quantity } from '../../api/quantity.ts';
import { isExtendedResource, isHugePageResource, isNativeResource } from '../../api/resource-kinds.ts';
import { NOT_NEGATIVE, validateName } from './common.ts';

const HUGE_PAGES = 'hugepages-';
const REQUESTS = 'requests.';

const CONTAINER_RESOURCES = new Set(['cpu', 'memory', 'ephemeral-storage']);

const COUNTED_OBJECTS = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const INTEGER_RESOURCES = new Set(COUNTED_OBJECTS);

const QUOTA_RESOURCES = new Set([
  ...CONTAINER_RESOURCES,
  ...COUNTED_OBJECTS,
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'requests.storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
]);

const STANDARD_RESOURCES = new Set([...QUOTA_RESOURCES, 'storage']);

function isQuotaHugePageResource(name: string): boolean {
  return isHugePageResource(name) || name.startsWith(REQUESTS + HUGE_PAGES);
}

/** Whether more may be promised than there is: extended resources and huge pages exist or do not. */
export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePageResource(name);
}

export function isStandardQuotaResource(name: string): boolean {
  return QUOTA_RESOURCES.has(name) || isQuotaHugePageResource(name);
}

/** A name of any use of resources. */
export function validateResourceName(name: string, path: FieldPath): FieldError[] {
  const errors = validateName(name, isQualifiedName, path);
  if (errors.length > 0 || name.includes('/')) return errors;
  if (STANDARD_RESOURCES.has(name) || isQuotaHugePageResource(name)) return [];
  return [invalidValue(path, name, 'must be a standard resource type or fully qualified')];
}

/** A name that containers may request. */
export function validateContainerResourceName(name: string, path: FieldPath): FieldError[] {
  const errors = validateResourceName(name, path);
  if (!name.includes('/')) {
    if (CONTAINER_RESOURCES.has(name) || isHugePageResource(name)) return errors;
    return [...errors, invalidValue(path, name, 'must be a standard resource for containers')];
  }
  if (isNativeResource(name) || isExtendedResource(name)) return errors;
  return [...errors, invalidValue(path, name, "doesn't follow extended resource name standard")];
}

/** A name that quotas may limit. */
export function validateQuotaResourceName(name: string, path: FieldPath): FieldError[] {
  const errors = validateResourceName(name, path);
  if (name.includes('/') || isStandardQuotaResource(name)) return errors;
  return [...errors, invalidValue(path, name, 'must be a standard resource for quota')];
}

/** Not negative, and whole where the resource is counted. */
export function validateResourceQuantity(name: string, amount: string, path: FieldPath): FieldError[] {
  const quantity = Quantity.parse(amount);
  const errors: FieldError[] = [];
  if (quantity.sign() < 0) errors.push(invalidValue(path, amount, NOT_NEGATIVE));
  const isWhole = quantity.milliValue() % 1000n === 0n;
  if (isWhole) return errors;
  const isCounted = INTEGER_RESOURCES.has(name) || isExtendedResource(name);
  return isCounted ? [...errors, invalidValue(path, amount, 'must be an integer')] : errors;
}
