import { countKeys, MAX_JSON_VALUES, parseJsonDocument } from '../../api/json.ts';
import type { Json } from '../../api/object.ts';
import { duplicateFieldsOf } from './duplicate-scan.ts';

export interface FreeFormBody {
  readonly value: Json;
  /** `duplicate field "spec.replicas"`: for field validation Warn and Strict. */
  readonly duplicates: readonly string[];
}

/** A JSON body that has no kind of its own: a patch. @throws JsonError; StatusError 413 for too many values */
export function parseFreeForm(bytes: Buffer, maxValues = MAX_JSON_VALUES): FreeFormBody {
  const { value, scan } = parseJsonDocument(bytes, maxValues);
  const repeats = countKeys(value) !== scan.keys;
  return { value, duplicates: repeats ? duplicateFieldsOf(bytes.toString('utf8')) : [] };
}
