/** JSON patches as kube-apiserver decodes them for field validation: lists of `jsonPatchOp`. */
import { isJsonObject } from '../../api/object.ts';
import { badRequest } from '../../api/status.ts';
import { kindOf } from '../decode/go-words.ts';
import { StrictErrors } from '../decode/strict-errors.ts';

const TEXTS: ReadonlySet<string> = new Set(['op', 'path', 'from']);

/**
 * The members of operations that nothing is known by: `unknown field "[0].values"`.
 * @throws StatusError 400 for a member of another type
 */
export function operationErrors(patch: unknown): string[] {
  const errors = new StrictErrors();
  for (const [position, operation] of Array.isArray(patch) ? patch.entries() : []) {
    if (!isJsonObject(operation)) continue;
    for (const key of Object.keys(operation)) {
      if (TEXTS.has(key)) requireText(key, operation[key]);
      else if (key !== 'value') errors.unknownField([position, key]);
    }
  }
  return errors.list();
}

function requireText(key: string, value: unknown): void {
  if (typeof value === 'string' || value === null) return;
  throw badRequest(
    `error decoding patch: json: cannot unmarshal ${kindOf(value)} into Go struct field jsonPatchOp.${key} of type string`,
  );
}
