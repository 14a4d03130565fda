/** How devices are chosen and set up: tolerations and drivers' own parameters. */
import { type FieldError, type FieldPath, invalidValue, notSupported, required, tooLong } from '../../api/field.ts';
import { byteLength, isLabelValue, isQualifiedName } from '../../api/names.ts';
import { isJsonObject } from '../../api/object.ts';
import type {
  V1DeviceClassConfiguration,
  V1DeviceToleration,
  V1OpaqueDeviceConfiguration,
} from '../../schema/generated/types.ts';
import { validateName } from '../validation/common.ts';
import { validateDriverName } from './names.ts';

export const MAX_CONFIGS = 32;
const MAX_PARAMETER_BYTES = 10 * 1024;
const OPERATORS = ['Equal', 'Exists'];
/** What a taint does to those that do not tolerate it. */
export const EFFECTS: readonly string[] = ['NoExecute', 'NoSchedule', 'None'];

export function validateConfiguration({ opaque }: V1DeviceClassConfiguration, path: FieldPath): FieldError[] {
  return opaque ? validateOpaque(opaque, path.child('opaque')) : [required(path.child('opaque'))];
}

function validateOpaque({ driver, parameters }: V1OpaqueDeviceConfiguration, path: FieldPath): FieldError[] {
  return [
    ...validateDriverName(driver, path.child('driver')),
    ...validateRawObject(parameters, MAX_PARAMETER_BYTES, path.child('parameters')),
  ];
}

export function validateRawObject(value: unknown, maximum: number, path: FieldPath): FieldError[] {
  if (value === undefined || value === null) return [required(path)];
  if (byteLength(JSON.stringify(value)) > maximum) return [tooLong(path, maximum)];
  return isJsonObject(value) ? [] : [invalidValue(path, '<value omitted>', 'must be a valid JSON object')];
}

export function validateToleration(toleration: V1DeviceToleration, path: FieldPath): FieldError[] {
  const { effect, key, operator, value = '' } = toleration;
  const errors = key ? validateName(key, isQualifiedName, path.child('key')) : [];
  if (!operator) errors.push(required(path.child('operator')));
  else if (!OPERATORS.includes(operator)) errors.push(notSupported(path.child('operator'), operator, OPERATORS));
  else if (operator === 'Equal') errors.push(...validateName(value, isLabelValue, path.child('value')));
  else if (value !== '') errors.push(invalidValue(path.child('value'), value, 'must be empty for operator `Exists`'));
  if (effect && !EFFECTS.includes(effect)) errors.push(notSupported(path.child('effect'), effect, EFFECTS));
  return errors;
}
