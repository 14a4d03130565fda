/** Which resource claims were made for a pod. */
import { duplicate, type FieldError, type FieldPath, invalidValue, required } from '../../../api/field.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../../api/names.ts';
import { Quantity } from '../../../api/quantity.ts';
import { isNativeResource } from '../../../api/resource-kinds.ts';
import type {
  V1NodeAllocatableResourceClaimStatus,
  V1PodExtendedResourceClaimStatus,
  V1PodResourceClaimStatus,
  V1PodSpec,
} from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';
import { each } from '../pod-spec/rules.ts';
import type { Pod } from './pod.ts';

/** @param at the path of the status */
export function validateStatusClaims(pod: Pod, at: FieldPath): FieldError[] {
  const { resourceClaimStatuses, extendedResourceClaimStatus, nodeAllocatableResourceClaimStatuses } = pod.status ?? {};
  const spec = pod.spec ?? {};
  const extendedAt = at.child('extendedResourceClaimStatus');
  return [
    ...validateClaimStatuses(resourceClaimStatuses, spec, at.child('resourceClaimStatuses')),
    ...(extendedResourceClaimStatus ? validateExtendedClaim(extendedResourceClaimStatus, spec, extendedAt) : []),
    ...each(
      nodeAllocatableResourceClaimStatuses,
      at.child('nodeAllocatableResourceClaimStatuses'),
      (status, statusAt) => validateAllocatableClaim(status, pod, statusAt),
    ),
  ];
}

function validateClaimStatuses(
  statuses: readonly V1PodResourceClaimStatus[] | undefined,
  spec: V1PodSpec,
  at: FieldPath,
): FieldError[] {
  const declared = new Set((spec.resourceClaims ?? []).map((claim) => claim.name));
  const seen = new Set<string>();
  return each(statuses, at, ({ name = '', resourceClaimName }, statusAt) => {
    const nameAt = statusAt.child('name');
    const errors = declared.has(name)
      ? []
      : [invalidValue(nameAt, name, 'must match the name of an entry in `spec.resourceClaims`')];
    if (seen.has(name)) errors.push(duplicate(nameAt, name));
    seen.add(name);
    if (resourceClaimName === undefined) return errors;
    return [...errors, ...validateName(resourceClaimName, isDns1123Subdomain, statusAt.child('resourceClaimName'))];
  });
}

function validateExtendedClaim(status: V1PodExtendedResourceClaimStatus, spec: V1PodSpec, at: FieldPath): FieldError[] {
  const mappingsAt = at.child('requestMappings');
  const errors = status.requestMappings?.length
    ? validateMappings(status, spec, at)
    : [required(mappingsAt, 'at least one request mapping is required')];
  const nameAt = at.child('resourceClaimName');
  if (!status.resourceClaimName) return [...errors, required(nameAt)];
  return [...errors, ...validateName(status.resourceClaimName, isDns1123Subdomain, nameAt)];
}

function validateMappings(status: V1PodExtendedResourceClaimStatus, spec: V1PodSpec, at: FieldPath): FieldError[] {
  const containers = new Map(
    [...(spec.initContainers ?? []), ...(spec.containers ?? [])].map((container) => [container.name, container]),
  );
  const seen = new Set<string>();
  return each(status.requestMappings, at.child('requestMappings'), (mapping, mappingAt) => {
    const { containerName = '', resourceName = '', requestName = '' } = mapping;
    const container = containers.get(containerName);
    const errors: FieldError[] = [];
    if (!container) {
      const detail = 'must match the name of an entry in spec.initContainers.name or spec.containers.name';
      errors.push(invalidValue(mappingAt.child('containerName'), containerName, detail));
    } else if (!Object.hasOwn(container.resources?.requests ?? {}, resourceName)) {
      const detail =
        'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests';
      errors.push(invalidValue(mappingAt.child('resourceName'), resourceName, detail));
    }
    errors.push(...validateName(requestName, isDns1123Label, at.child('requestName')));
    const key = JSON.stringify([containerName, resourceName, requestName]);
    if (seen.has(key)) {
      errors.push(
        duplicate(mappingAt.child('containerName'), containerName),
        duplicate(mappingAt.child('resourceName'), resourceName),
        duplicate(mappingAt.child('requestName'), requestName),
      );
    }
    seen.add(key);
    return errors;
  });
}

function validateAllocatableClaim(status: V1NodeAllocatableResourceClaimStatus, pod: Pod, at: FieldPath): FieldError[] {
  const claim = status.resourceClaimName ?? '';
  const claimAt = at.child('resourceClaimName');
  const known = [...(pod.spec?.resourceClaims ?? []), ...(pod.status?.resourceClaimStatuses ?? [])];
  const errors = claim ? [] : [required(claimAt, 'must not be empty')];
  if (!known.some((entry) => entry.resourceClaimName === claim)) {
    errors.push(invalidValue(claimAt, claim, 'no mapping found in pod reference'));
  }
  if (!status.containers?.length) errors.push(required(at.child('containers'), 'must not be empty'));
  const resources = Object.entries(status.resources ?? {});
  if (resources.length === 0) errors.push(required(at.child('resources'), 'must not be empty'));
  return [
    ...errors,
    ...resources.flatMap(([name, quantity]) => validateAllocatable(name, quantity, at.child('resources').key(name))),
  ];
}

function validateAllocatable(name: string, quantity: string, at: FieldPath): FieldError[] {
  const errors = isNativeResource(name) ? [] : [invalidValue(at, name, 'must be a node allocatable resource name')];
  if (Quantity.parse(quantity).sign() < 0) errors.push(invalidValue(at, quantity, 'must be non-negative'));
  return errors;
}
