/** ResourceClaimSpec: of claims and of claim templates. */
import { type FieldError, type FieldPath, GoValue, invalidValue, notSupported, required } from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import type {
  V1DeviceClaimConfiguration,
  V1DeviceConstraint,
  V1DeviceRequest,
  V1DeviceSubRequest,
  V1ExactDeviceRequest,
  V1ResourceClaimSpec,
} from '../../schema/generated/types.ts';
import { validateName } from '../validation/common.ts';
import { validateList, validateSet } from './collections.ts';
import { MAX_CONFIGS, validateConfiguration, validateSelectors, validateToleration } from './device-selection.ts';
import { validateLabelName, validateQualifiedAttributeName } from './names.ts';
import { requestNames, validateRequestReference } from './request-names.ts';

const MAX_REQUESTS = 32;
const MAX_CONSTRAINTS = 32;
const MAX_ALTERNATIVES = 8;
const MAX_TOLERATIONS = 16;
const ONE_OF = 'exactly one of `exactly` or `firstAvailable` is required';
const ONE_ATTRIBUTE = 'exactly one of "matchAttribute" or "distinctAttribute" is required';

export function setClaimSpecDefaults(spec: V1ResourceClaimSpec | undefined): void {
  for (const { exactly, firstAvailable = [] } of spec?.devices?.requests ?? []) {
    for (const request of exactly ? [exactly, ...firstAvailable] : firstAvailable) setRequestDefaults(request);
  }
}

function setRequestDefaults(request: V1ExactDeviceRequest): void {
  request.allocationMode ||= 'ExactCount';
  if (request.allocationMode === 'ExactCount') request.count ||= 1;
  for (const toleration of request.tolerations ?? []) toleration.operator ||= 'Equal';
}

export function validateClaimSpec({ devices = {} }: V1ResourceClaimSpec, path: FieldPath): FieldError[] {
  const at = path.child('devices');
  const known = requestNames(devices);
  return [
    ...validateSet(devices.requests, MAX_REQUESTS, validateRequest, ({ name = '' }) => name, at.child('requests')),
    ...validateList(
      devices.constraints,
      MAX_CONSTRAINTS,
      (constraint, where) => validateConstraint(constraint, known, where),
      at.child('constraints'),
    ),
    ...validateList(
      devices.config,
      MAX_CONFIGS,
      (config, where) => validateClaimConfiguration(config, known, where),
      at.child('config'),
    ),
  ];
}

function validateRequest({ exactly, firstAvailable, name }: V1DeviceRequest, path: FieldPath): FieldError[] {
  const errors = validateLabelName(name, path.child('name'));
  if (exactly && firstAvailable?.length) {
    return [...errors, invalidValue(path, new GoValue('null'), `${ONE_OF}, but multiple fields are set`)];
  }
  if (exactly) return [...errors, ...validateDevices(exactly, path.child('exactly'))];
  if (!firstAvailable?.length) return [...errors, required(path, ONE_OF)];
  const at = path.child('firstAvailable');
  return [
    ...errors,
    ...validateSet(firstAvailable, MAX_ALTERNATIVES, validateAlternative, (one) => one.name ?? '', at),
  ];
}

function validateAlternative(request: V1DeviceSubRequest, path: FieldPath): FieldError[] {
  return [...validateLabelName(request.name, path.child('name')), ...validateDevices(request, path)];
}

function validateDevices(request: V1ExactDeviceRequest, path: FieldPath): FieldError[] {
  const at = path.child('deviceClassName');
  return [
    ...(request.deviceClassName ? validateName(request.deviceClassName, isDns1123Subdomain, at) : [required(at)]),
    ...validateSelectors(request.selectors, path.child('selectors')),
    ...validateCount(request, path),
    ...validateList(request.tolerations, MAX_TOLERATIONS, validateToleration, path.child('tolerations')),
  ];
}

function validateCount({ allocationMode = '', count = 0 }: V1ExactDeviceRequest, path: FieldPath): FieldError[] {
  const at = path.child('count');
  switch (allocationMode) {
    case 'All':
      return count === 0 ? [] : [invalidValue(at, count, "must not be specified when allocationMode is 'All'")];
    case 'ExactCount':
      return count > 0 ? [] : [invalidValue(at, count, 'must be greater than zero')];
    default:
      return [notSupported(path.child('allocationMode'), allocationMode, ['All', 'ExactCount'])];
  }
}

function validateConstraint(constraint: V1DeviceConstraint, known: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const { distinctAttribute, matchAttribute } = constraint;
  const errors = validateReferences(constraint.requests, known, path.child('requests'));
  if (matchAttribute !== undefined && distinctAttribute !== undefined) {
    const detail = `${ONE_ATTRIBUTE}, but multiple fields are set`;
    return [...errors, invalidValue(path, new GoValue('null'), detail)];
  }
  if (matchAttribute !== undefined) {
    return [...errors, ...validateQualifiedAttributeName(matchAttribute, path.child('matchAttribute'))];
  }
  if (distinctAttribute === undefined) return [...errors, required(path, ONE_ATTRIBUTE)];
  return [...errors, ...validateQualifiedAttributeName(distinctAttribute, path.child('distinctAttribute'))];
}

function validateClaimConfiguration(
  config: V1DeviceClaimConfiguration,
  known: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] {
  return [
    ...validateReferences(config.requests, known, path.child('requests')),
    ...validateConfiguration(config, path),
  ];
}

export function validateReferences(
  names: readonly string[] | undefined,
  known: ReadonlySet<string>,
  path: FieldPath,
): FieldError[] {
  const rule = (name: string, at: FieldPath) => validateRequestReference(name, known, at);
  return validateSet(names, MAX_REQUESTS, rule, (name) => name, path);
}
