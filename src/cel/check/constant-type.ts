import type { ConstantValue } from '../syntax/ast.ts';
import { Uint } from '../values/value.ts';
import { BOOL, BYTES, DOUBLE, INT, NULL, STRING, type Type, UINT } from './types.ts';

export function constantType(value: ConstantValue): Type {
  if (value === null) return NULL;
  if (value instanceof Uint) return UINT;
  if (value instanceof Uint8Array) return BYTES;
  const primitives = { boolean: BOOL, bigint: INT, number: DOUBLE, string: STRING };
  return primitives[typeof value as keyof typeof primitives];
}
