import type { KubeObject } from '../../../api/object.ts';
import { DYN } from '../../../cel/check/types.ts';
import { fromJson } from '../../../cel/values/json.ts';
import type { Value } from '../../../cel/values/value.ts';

const OPTIONS = { fields: { findField: () => undefined }, wholeNumbers: 'int' } as const;

/** An object as a value that many expressions may look at: what one of them has converted, the next need not. */
export function dynamic(object: KubeObject): Value {
  return fromJson(object, DYN, OPTIONS) as Value;
}
