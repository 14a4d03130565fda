/** Fields and elements of values. */

import { formatDouble } from '../values/double.ts';
import { isKey, plainKey } from '../values/maps.ts';
import { typeName } from '../values/types-of.ts';
import {
  EvaluationError,
  isError,
  MapValue,
  ObjectValue,
  Optional,
  type Result,
  Uint,
  type Value,
} from '../values/value.ts';

export const NO_SUCH_OVERLOAD = new EvaluationError('no such overload');

export function noSuchKey(key: Value): EvaluationError {
  return new EvaluationError(`no such key: ${formatKey(key)}`);
}

function formatKey(key: Value): string {
  if (key instanceof Uint) return String(key.value);
  return typeof key === 'number' ? formatDouble(key) : String(key);
}

export function selectField(operand: Value, field: string): Result {
  if (operand instanceof MapValue) {
    const value = operand.get(field);
    return value === undefined ? noSuchKey(field) : value;
  }
  if (operand instanceof ObjectValue) return operand.field(field);
  return operand instanceof Optional ? selectOptional(operand, field) : memberOfOther(operand, field);
}

/** What has no members lacks each, as cel-go sees it: `oldObject.spec` of a creation is a key that is not there. */
function memberOfOther(operand: Value, key: Value): EvaluationError {
  return Array.isArray(operand) ? noIndex(key) : noSuchKey(key);
}

function noIndex(key: Value): EvaluationError {
  return new EvaluationError(`unsupported index type '${typeName(key)}' in list`);
}

/** `has(operand.field)`. */
export function hasField(operand: Value, field: string): Result {
  if (operand instanceof MapValue) return operand.has(field);
  if (operand instanceof ObjectValue) return operand.hasField(field);
  if (operand instanceof Optional) return operand.value === undefined ? false : hasField(operand.value, field);
  return Array.isArray(operand) ? noIndex(field) : false;
}

/** `operand.?field`: nothing where the operand is empty, or the field absent. */
export function selectOptional(operand: Value, field: string): Result {
  const holder = operand instanceof Optional ? operand.value : operand;
  if (holder === undefined) return Optional.NONE;
  if (holder instanceof MapValue) return optionalMember(holder, field);
  const present = hasField(holder, field);
  if (present !== true) return isError(present) ? present : Optional.NONE;
  return optionalResult(selectField(holder, field));
}

function optionalMember(map: MapValue, key: Value): Result {
  const value = map.get(key);
  return value === undefined ? Optional.NONE : optionalResult(value);
}

function optionalResult(result: Result): Result {
  return isError(result) ? result : Optional.of(result);
}

/** `operand[key]`. */
export function elementAt(operand: Value, key: Value): Result {
  if (operand instanceof Optional) return optionalElementAt(operand, key);
  if (operand instanceof MapValue) {
    const value = operand.get(key);
    return value === undefined ? missing(key) : value;
  }
  if (!Array.isArray(operand)) return missing(key);
  const index =
    typeof key === 'object' || typeof key === 'bigint' || typeof key === 'number' ? plainKey(key) : undefined;
  if (typeof index !== 'bigint') return noIndex(key);
  const element = index >= 0n && index < operand.length ? operand[Number(index)] : undefined;
  return element === undefined ? new EvaluationError(`index out of bounds: ${index}`) : element;
}

function missing(key: Value): EvaluationError {
  return isKey(key) || typeof key === 'number' ? noSuchKey(key) : NO_SUCH_OVERLOAD;
}

/** Not where a key cannot be one. */
function isAbsence({ message }: EvaluationError, holder: Value): boolean {
  return message.startsWith(Array.isArray(holder) ? 'index out of bounds' : 'no such key');
}

/** `operand[?key]`. */
export function optionalElementAt(operand: Value, key: Value): Result {
  const holder = operand instanceof Optional ? operand.value : operand;
  if (holder === undefined) return Optional.NONE;
  if (holder instanceof MapValue) return optionalMember(holder, key);
  const element = elementAt(holder, key);
  return isError(element) && isAbsence(element, holder) ? Optional.NONE : optionalResult(element);
}
