import { encodeJson } from '../api/json.ts';
import type { RequestInfo } from '../request/request-info.ts';
import type { Evaluation } from './policy/evaluate.ts';
import { withoutCredentials } from './redact.ts';
import { withoutManagedFields } from './without-managed-fields.ts';

/** An object as JSON text, by whether its managed fields are left out. */
export type ObjectTexts = ReadonlyMap<boolean, string>;

/** @param wanting those who want it recorded: each form that they ask for is made once */
export function textsOf(info: RequestInfo, object: unknown, wanting: readonly Evaluation[]): ObjectTexts {
  const shown = withoutCredentials(info, object);
  const forms = new Set(wanting.map(({ omitManagedFields }) => omitManagedFields));
  return new Map([...forms].map((omit) => [omit, encodeJson(omit ? withoutManagedFields(shown) : shown)]));
}
