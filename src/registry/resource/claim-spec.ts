/** ResourceClaimSpec: of claims and of claim templates. */
import { type FieldError, type FieldPath, GoValue, invalidValue, notSupported, required } from '../../api/field.ts';
import { isDns1123Subdomain } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type {
  V1DeviceClaimConfiguration,
  V1DeviceConstraint,
  V1DeviceRequest,
  V1DeviceSelector,
  V1DeviceSubRequest,
  V1ExactDeviceRequest,
  V1ResourceClaimSpec,
} from '../../schema/generated/types.ts';
import { validateName } from '../validation/common.ts';
import { validateList, validateSet } from './collections.ts';
import { MAX_CONFIGS, validateConfiguration, validateToleration } from './device-selection.ts';
import { validateLabelName, validateQualifiedAttributeName } from './names.ts';
import { requestNames, validateRequestReference } from './request-names.ts';
import { type Judge, judgeSelectors, prepareSelectors, validateSelectors } from './selectors.ts';

const MAX_REQUESTS = 32;
const MAX_CONSTRAINTS = 32;
const MAX_ALTERNATIVES = 8;
const MAX_TOLERATIONS = 16;
const ONE_OF = 'exactly one of `exactly` or `firstAvailable` is required';
/** Said when there is none: the second half is upstream's slip. */
const ONE_ATTRIBUTE = 'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set';

export function setClaimSpecDefaults(spec: V1ResourceClaimSpec = {}): void {
  for (const request of requestsIn(spec)) setRequestDefaults(request);
}

/** What is asked for, alternatives too. */
function requestsIn({ devices }: V1ResourceClaimSpec): V1ExactDeviceRequest[] {
  return (devices?.requests ?? []).flatMap(({ exactly, firstAvailable = [] }) =>
    exactly ? [exactly, ...firstAvailable] : firstAvailable,
  );
}

function selectorsIn(spec: V1ResourceClaimSpec): V1DeviceSelector[] {
  return requestsIn(spec).flatMap(({ selectors = [] }) => selectors);
}

function setRequestDefaults(request: V1ExactDeviceRequest): void {
  request.allocationMode ||= 'ExactCount';
  if (request.allocationMode === 'ExactCount') request.count ||= 1;
  for (const toleration of request.tolerations ?? []) toleration.operator ||= 'Equal';
}

/** To be awaited before `validateClaimSpec` of the same. What is stored never changes: it is not judged again. */
export async function prepareClaimSpec(spec: V1ResourceClaimSpec, old: KubeObject | undefined): Promise<void> {
  if (!old) await prepareSelectors(selectorsIn(spec));
}

export function validateClaimSpec(spec: V1ResourceClaimSpec, path: FieldPath): FieldError[] {
  const { devices = {} } = spec;
  const at = path.child('devices');
  const known = requestNames(devices);
  const { excess, judge } = judgeSelectors(selectorsIn(spec), path);
  const rule = (request: V1DeviceRequest, where: FieldPath) => validateRequest(request, judge, where);
  return [
    ...excess,
    ...validateSet(devices.requests, MAX_REQUESTS, rule, ({ name = '' }) => name, at.child('requests')),
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

function validateRequest(request: V1DeviceRequest, judge: Judge, path: FieldPath): FieldError[] {
  const { exactly, firstAvailable, name } = request;
  const errors = validateLabelName(name, path.child('name'));
  if (exactly && firstAvailable?.length) {
    return [...errors, invalidValue(path, new GoValue('null'), `${ONE_OF}, but multiple fields are set`)];
  }
  if (exactly) return [...errors, ...validateDevices(exactly, judge, path.child('exactly'))];
  if (!firstAvailable?.length) return [...errors, required(path, ONE_OF)];
  const at = path.child('firstAvailable');
  const rule = (one: V1DeviceSubRequest, where: FieldPath) => validateAlternative(one, judge, where);
  return [...errors, ...validateSet(firstAvailable, MAX_ALTERNATIVES, rule, (one) => one.name ?? '', at)];
}

function validateAlternative(request: V1DeviceSubRequest, judge: Judge, path: FieldPath): FieldError[] {
  return [...validateLabelName(request.name, path.child('name')), ...validateDevices(request, judge, path)];
}

function validateDevices(request: V1ExactDeviceRequest, judge: Judge, path: FieldPath): FieldError[] {
  const at = path.child('deviceClassName');
  return [
    ...(request.deviceClassName ? validateName(request.deviceClassName, isDns1123Subdomain, at) : [required(at)]),
    ...validateSelectors(request.selectors, judge, path.child('selectors')),
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
