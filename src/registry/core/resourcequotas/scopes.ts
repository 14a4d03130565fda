/** Which objects a quota counts: scopes and scope selectors. */
import { type FieldError, type FieldPath, invalidValue, required } from '../../../api/field.ts';
import type {
  V1ResourceQuotaSpec,
  V1ScopedResourceSelectorRequirement,
  V1ScopeSelector,
} from '../../../schema/generated/types.ts';
import { isStandardQuotaResource } from '../../validation/resource-names.ts';

const POD_COUNT = ['pods'];
const POD_RESOURCES = [...POD_COUNT, 'cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const CLAIM_RESOURCES = ['persistentvolumeclaims', 'requests.storage'];

/** Each scope with the standard resources that can be counted in it. */
const SCOPES = new Map<string, ReadonlySet<string>>([
  ['Terminating', new Set(POD_RESOURCES)],
  ['NotTerminating', new Set(POD_RESOURCES)],
  ['BestEffort', new Set(POD_COUNT)],
  ['NotBestEffort', new Set(POD_RESOURCES)],
  ['PriorityClass', new Set(POD_RESOURCES)],
  ['CrossNamespacePodAffinity', new Set(POD_RESOURCES)],
  ['VolumeAttributesClass', new Set(CLAIM_RESOURCES)],
]);
/** Scopes that a pod is in or not: there is nothing to compare with. */
const PRESENCE_SCOPES = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'CrossNamespacePodAffinity'];
const OPPOSITES = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;

const MUST_EXIST =
  "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

export function validateScopes(spec: V1ResourceQuotaSpec, at: FieldPath): FieldError[] {
  const scopes = spec.scopes ?? [];
  const fail = (detail: string): FieldError => invalidValue(at, spec.scopes, detail);
  return [
    ...scopes.flatMap((scope) => [
      ...(SCOPES.has(scope) ? [] : [fail('unsupported scope')]),
      ...unfitResources(spec, scope).map(() => fail('unsupported scope applied to resource')),
    ]),
    ...opposites(scopes).map(() => fail('conflicting scopes')),
  ];
}

export function validateScopeSelector(spec: V1ResourceQuotaSpec, at: FieldPath): FieldError[] {
  const requirements = spec.scopeSelector?.matchExpressions ?? [];
  const scopes = requirements.map((requirement) => requirement.scopeName ?? '');
  return [
    ...requirements.flatMap((requirement, position) => validateRequirement(spec, requirement, scopes[position]!, at)),
    ...opposites(scopes).map(() => invalidValue(at, spec.scopes, 'conflicting scopes')),
  ];
}

function validateRequirement(
  spec: V1ResourceQuotaSpec,
  requirement: V1ScopedResourceSelectorRequirement,
  scope: string,
  at: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!SCOPES.has(scope)) errors.push(invalidValue(at.child('scopeName'), scope, 'unsupported scope'));
  for (const _ of unfitResources(spec, scope)) {
    errors.push(invalidValue(at, shownSelector(spec.scopeSelector ?? {}), 'unsupported scope applied to resource'));
  }
  const operator = requirement.operator ?? '';
  if (PRESENCE_SCOPES.includes(scope) && operator !== 'Exists') {
    errors.push(invalidValue(at.child('operator'), operator, MUST_EXIST));
  }
  return [...errors, ...validateValues(operator, requirement.values ?? [], at)];
}

function validateValues(operator: string, values: readonly string[], at: FieldPath): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return [];
      return [
        required(
          at.child('values'),
          "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
        ),
      ];
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return [];
      return [
        invalidValue(
          at.child('values'),
          values,
          "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
        ),
      ];
    default:
      return [invalidValue(at.child('operator'), operator, 'not a valid selector operator')];
  }
}

/** Resources of the quota that cannot be counted in this scope. */
function unfitResources(spec: V1ResourceQuotaSpec, scope: string): string[] {
  const fitting = SCOPES.get(scope);
  if (!fitting) return [];
  return Object.keys(spec.hard ?? {}).filter((name) => isStandardQuotaResource(name) && !fitting.has(name));
}

function opposites(scopes: readonly string[]): readonly (readonly string[])[] {
  return OPPOSITES.filter((pair) => pair.every((scope) => scopes.includes(scope)));
}

/** As messages show it, with upstream's own names of the fields. */
function shownSelector({ matchExpressions = [] }: V1ScopeSelector): object {
  return {
    MatchExpressions: matchExpressions.map(({ scopeName = '', operator = '', values = null }) => ({
      ScopeName: scopeName,
      Operator: operator,
      Values: values,
    })),
  };
}
