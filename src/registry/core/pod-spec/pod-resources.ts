/** Resources of the pod as a whole, and the claims that its containers share. */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  path,
  required,
} from '../../../api/field.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../../api/names.ts';
import {
  aggregateContainerLimits,
  aggregateContainerRequests,
  isPodLevelResource,
} from '../../../api/pods/aggregate-resources.ts';
import { isMirrorPod } from '../../../api/pods/mirror-pod.ts';
import { Quantity } from '../../../api/quantity.ts';
import { isHugePageResource } from '../../../api/resource-kinds.ts';
import type { V1ObjectMeta, V1PodResourceClaim, V1PodSpec } from '../../../schema/generated/types.ts';
import { validateName } from '../../validation/common.ts';
import { validateResourceName } from '../../validation/resource-names.ts';
import { type ResourceList, validateRequirements } from './resources.ts';
import { each, supported } from './rules.ts';

const POD_LEVEL_NAMES = ['cpu', 'hugepages-', 'memory'];

export function validatePodResources(spec: V1PodSpec, podClaims: ReadonlySet<string>, specAt: FieldPath): FieldError[] {
  const resources = spec.resources;
  if (!resources) return [];
  const at = specAt.child('resources');
  if (spec.os?.name === 'windows') return [forbiddenField(at, 'may not be set for a windows pod')];
  const errors: FieldError[] = [];
  if (resources.claims) {
    errors.push(forbiddenField(at.child('claims'), 'claims may not be set for Resources at pod-level'));
  }
  return [
    ...errors,
    ...validateRequirements(resources, validatePodResourceName, podClaims, at),
    ...validateConsistency(spec, at),
  ];
}

function validatePodResourceName(name: string, at: FieldPath): FieldError[] {
  const errors = validateResourceName(name, at);
  if (errors.length > 0 || isPodLevelResource(name)) return errors;
  return supported(name, POD_LEVEL_NAMES, at);
}

/** What the containers ask for fits into what the pod asks for. */
function validateConsistency(spec: V1PodSpec, at: FieldPath): FieldError[] {
  const { requests = {}, limits = {} } = spec.resources ?? {};
  const hugePageLimits = [...aggregateContainerLimits(spec)].filter(([name]) => isHugePageResource(name));
  return [
    ...validateSums(aggregateContainerRequests(spec), requests, 'requests', at.child('requests')),
    ...validateSums(new Map(hugePageLimits), limits, 'limits', at.child('limits')),
    ...validateContainerLimits(spec, limits, at),
  ];
}

function validateSums(
  sums: ReadonlyMap<string, Quantity>,
  pod: ResourceList,
  what: string,
  at: FieldPath,
): FieldError[] {
  return [...sums].flatMap(([name, sum]) => {
    if (!Object.hasOwn(pod, name) || sum.compare(Quantity.parse(pod[name]!)) <= 0) return [];
    const detail = `must be greater than or equal to aggregate container ${what} of ${sum}`;
    return [invalidValue(at.key(name), pod[name], detail)];
  });
}

function validateContainerLimits(spec: V1PodSpec, limits: ResourceList, at: FieldPath): FieldError[] {
  return each(spec.containers, at.child('containers'), (container, containerAt) =>
    Object.entries(container.resources?.limits ?? {}).flatMap(([name, limit]) => {
      if (!Object.hasOwn(limits, name) || Quantity.parse(limit).compare(Quantity.parse(limits[name]!)) <= 0) return [];
      const detail = `must be less than or equal to pod limits of ${limits[name]}`;
      return [invalidValue(containerAt.key(name).child('limits'), limit, detail)];
    }),
  );
}

/** @param meta of a pod; templates pass none */
export function validateResourceClaims(
  claims: readonly V1PodResourceClaim[] | undefined,
  meta: V1ObjectMeta | undefined,
  at: FieldPath,
): FieldError[] {
  const names = new Set<string>();
  const isStatic = meta !== undefined && isMirrorPod({ metadata: meta });
  return each(claims, at, (claim, claimAt) =>
    isStatic
      ? [forbiddenField(path(''), 'static pods do not support resource claims')]
      : [...validateClaimName(claim.name, names, claimAt.child('name')), ...validateClaimSource(claim, claimAt)],
  );
}

function validateClaimName(name: string | undefined, seen: Set<string>, at: FieldPath): FieldError[] {
  if (!name) return [required(at)];
  if (seen.has(name)) return [duplicate(at, name)];
  seen.add(name);
  return validateName(name, isDns1123Label, at);
}

function validateClaimSource(claim: V1PodResourceClaim, at: FieldPath): FieldError[] {
  const { resourceClaimName: direct, resourceClaimTemplateName: template } = claim;
  const errors: FieldError[] = [];
  if (direct !== undefined && template !== undefined) {
    const detail = 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified';
    errors.push(invalidValue(at, claim, detail));
  }
  if (direct === undefined && template === undefined) {
    errors.push(invalidValue(at, claim, 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
  }
  return [
    ...errors,
    ...(direct === undefined ? [] : validateName(direct, isDns1123Subdomain, at.child('resourceClaimName'))),
    ...(template === undefined
      ? []
      : validateName(template, isDns1123Subdomain, at.child('resourceClaimTemplateName'))),
  ];
}
