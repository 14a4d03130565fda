/** Doing what a list of `JSONPatch{…}` says to an object. */
import type { JsonObject, KubeObject } from '../../../api/object.ts';
import { toJson } from '../../../cel/values/to-json.ts';
import { isError, type Value } from '../../../cel/values/value.ts';
import { FailedOperation } from '../../../schema/patch/failed-operation.ts';
import { applyJsonPatch } from '../../../schema/patch/json-patch.ts';
import { Literal, misplacedLiteral } from '../expressions/patch-types.ts';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

/**
 * Changes nothing that it is handed.
 * @returns the object itself when a test of the patch fails
 * @throws Error that says what is wrong with the patch
 */
export function jsonPatch(object: KubeObject, patch: Value): JsonObject {
  const operations = (patch as readonly Value[]).map(operationOf);
  try {
    return applyJsonPatch(object, operations);
  } catch (error) {
    if (!(error instanceof FailedOperation)) throw error;
    if (error.isFailedTest) return object;
    throw new Error(`JSONPath: ${error.why}`);
  }
}

function operationOf(value: Value): Operation {
  if (!(value instanceof Literal)) {
    throw new Error('type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch');
  }
  const { fields } = value;
  const [op = '', path = '', from = ''] = ['op', 'path', 'from'].map((name) => fields.get(name) as string | undefined);
  return { op, path, ...(from && { from }), ...(fields.has('value') && { value: patchValue(fields.get('value')!) }) };
}

function patchValue(value: Value): unknown {
  const misplaced = value instanceof Literal ? misplacedLiteral(value, value.type.name) : undefined;
  if (misplaced !== undefined) throw new Error(`type mismatch: ${misplaced}`);
  const json = toJson(value);
  if (!isError(json)) return json;
  throw new Error(`JSONPath valueExpression evaluated to a type that could not marshal to JSON: ${json.message}`);
}
