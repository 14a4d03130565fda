import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalidValue,
  path,
  required,
} from '../../../api/field.ts';
import { isQualifiedName } from '../../../api/names.ts';
import type { KubeObject } from '../../../api/object.ts';
import type { V1LimitRange, V1LimitRangeItem } from '../../../schema/generated/types.ts';
import { repeats } from '../../../util/repeats.ts';
import { validateName } from '../../validation/common.ts';
import { validateContainerResourceName, validateResourceName } from '../../validation/resource-names.ts';
import { validateAmounts } from './amounts.ts';

type LimitRange = V1LimitRange & KubeObject;

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
const DEFAULTS = ['default', 'defaultRequest'] as const;
const RESOURCE_LISTS = ['max', 'min', ...DEFAULTS, 'maxLimitRequestRatio'] as const;

export function validateLimitRange(limitRange: LimitRange): FieldError[] {
  const limits = limitRange.spec?.limits ?? [];
  const types = limits.map((item) => item.type ?? '');
  const repeated = repeats(types);
  return limits.flatMap((item, position) => {
    const at = path('spec', 'limits').index(position);
    return [
      ...validateType(types[position]!, at.child('type')),
      ...(repeated[position] ? [duplicate(at.child('type'), types[position])] : []),
      ...validateNames(item, at),
      ...validateDefaultsFitType(item, at),
      ...validateClaimLimits(item, at),
      ...validateAmounts(item, at),
    ];
  });
}

function validateType(type: string, at: FieldPath): FieldError[] {
  const errors = validateName(type, isQualifiedName, at);
  if (errors.length > 0 || type.includes('/') || TYPES.includes(type)) return errors;
  return [invalidValue(at, type, 'must be a standard limit type or fully qualified')];
}

function validateNames(item: V1LimitRangeItem, at: FieldPath): FieldError[] {
  const ofContainers = item.type === 'Pod' || item.type === 'Container';
  const validate = ofContainers ? validateContainerResourceName : validateResourceName;
  return RESOURCE_LISTS.flatMap((field) =>
    Object.keys(item[field] ?? {}).flatMap((name) => validate(name, at.child(field).key(name))),
  );
}

/** Defaults go into containers: a limit over whole pods has none. */
function validateDefaultsFitType(item: V1LimitRangeItem, at: FieldPath): FieldError[] {
  if (item.type !== 'Pod') return [];
  const given = DEFAULTS.filter((field) => Object.keys(item[field] ?? {}).length > 0);
  return given.map((field) => forbiddenField(at.child(field), "may not be specified when `type` is 'Pod'"));
}

function validateClaimLimits(item: V1LimitRangeItem, at: FieldPath): FieldError[] {
  if (item.type !== 'PersistentVolumeClaim' || item.min?.storage || item.max?.storage) return [];
  const detail = 'either minimum or maximum storage value is required, but neither was provided';
  return [required(at.child('limits'), detail)];
}
