/** Requests, limits and claims of a container, and a runtime class's overhead. */
import { duplicate, FieldError, type FieldPath, forbiddenField, invalidValue, required } from '../../../api/field.ts';
import { Quantity } from '../../../api/quantity.ts';
import { isHugePageResource } from '../../../api/resource-kinds.ts';
import type { CoreV1ResourceClaim, V1ResourceRequirements } from '../../../schema/generated/types.ts';
import {
  isOvercommitAllowed,
  validateContainerResourceName,
  validateResourceQuantity,
} from '../../validation/resource-names.ts';
import { validateHugePageQuantity } from './huge-pages.ts';
import { each, optionalLabel } from './rules.ts';

export type ResourceList = Readonly<Record<string, string>>;
export type NameRule = (name: string, at: FieldPath) => FieldError[];

/** @param podClaims the names in the pod's `resourceClaims` */
export function validateContainerResources(
  resources: V1ResourceRequirements | undefined,
  podClaims: ReadonlySet<string>,
  at: FieldPath,
): FieldError[] {
  return validateRequirements(resources ?? {}, validateContainerResourceName, podClaims, at);
}

export function validateRequirements(
  { requests = {}, limits = {}, claims }: V1ResourceRequirements,
  nameRule: NameRule,
  podClaims: ReadonlySet<string>,
  at: FieldPath,
): FieldError[] {
  const errors = [
    ...validateList(limits, nameRule, at.child('limits')),
    ...validateList(requests, nameRule, at.child('requests')),
    ...Object.keys(requests).flatMap((name) => validateAgainstLimit(name, requests, limits, at)),
  ];
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePageResource) && !names.some((name) => name === 'cpu' || name === 'memory')) {
    errors.push(forbiddenField(at, 'HugePages require cpu or memory'));
  }
  return [...errors, ...validateClaims(claims, podClaims, at.child('claims'))];
}

function validateList(list: ResourceList, nameRule: NameRule, at: FieldPath): FieldError[] {
  return Object.entries(list).flatMap(([name, quantity]) => {
    const place = at.key(name);
    return [
      ...nameRule(name, place),
      ...validateResourceQuantity(name, quantity, place),
      ...validateHugePageQuantity(name, quantity, place),
    ];
  });
}

function validateAgainstLimit(name: string, requests: ResourceList, limits: ResourceList, at: FieldPath): FieldError[] {
  if (!Object.hasOwn(limits, name)) {
    if (isOvercommitAllowed(name)) return [];
    return [required(at.child('limits'), 'Limit must be set for non overcommitable resources')];
  }
  const request = requests[name]!;
  const limit = limits[name]!;
  if (request === limit) return [];
  const order = Quantity.parse(request).compare(Quantity.parse(limit));
  if (order !== 0 && !isOvercommitAllowed(name)) {
    return [invalidValue(at.child('requests'), request, `must be equal to ${name} limit of ${limit}`)];
  }
  if (order <= 0) return [];
  return [invalidValue(at.child('requests'), request, `must be less than or equal to ${name} limit of ${limit}`)];
}

/** `claim` refers to all requests of a claim, `claim/request` to one: no request may be taken twice. */
function validateClaims(
  claims: readonly CoreV1ResourceClaim[] | undefined,
  podClaims: ReadonlySet<string>,
  at: FieldPath,
): FieldError[] {
  const seen = new Set<string>();
  /** Of which some request is taken. */
  const inPart = new Set<string>();
  const choice = podClaims.size === 0 ? ' which is empty' : `: ${[...podClaims].sort().join(', ')}`;
  return each(claims, at, ({ name, request }, claimAt) => {
    if (!name) return [required(claimAt)];
    const key = request ? `${name}/${request}` : name;
    const errors = seen.has(name) ? [] : optionalLabel(request, claimAt.child('request'));
    if (seen.has(name)) errors.push(duplicate(claimAt, name));
    else if (seen.has(key)) errors.push(duplicate(claimAt, key));
    else if (!request && inPart.has(name)) errors.push(duplicate(claimAt, name));
    seen.add(key);
    if (request) inPart.add(name);
    return podClaims.has(name) ? errors : [...errors, unknownClaim(name, choice, claimAt)];
  });
}

function unknownClaim(name: string, choice: string, at: FieldPath): FieldError {
  const detail = `must be one of the names in pod.spec.resourceClaims${choice}`;
  return new FieldError('FieldValueNotFound', at, name, detail);
}
