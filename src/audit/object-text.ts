import { encodeJson } from '../api/json.ts';
import type { Evaluation } from './policy/evaluate.ts';
import { withoutManagedFields } from './without-managed-fields.ts';

/** An object as JSON text, by whether its managed fields are left out. */
export type ObjectTexts = ReadonlyMap<boolean, string>;

/** @param shown of the object @param wanting those who want it recorded: each form that they ask for is made once */
export function textsOf(shown: unknown, wanting: readonly Evaluation[]): ObjectTexts {
  const forms = new Set(wanting.map(({ omitManagedFields }) => omitManagedFields));
  return new Map([...forms].map((omit) => [omit, encodeJson(omit ? withoutManagedFields(shown) : shown)]));
}
