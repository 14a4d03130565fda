/** What Go's decoder calls a value, and where it says that the value stands. */
import { NumberLiteral } from '../../api/json.ts';
import type { Schema } from '../schema.ts';

/** Where a value stands as Go tells it: the innermost struct's type, and the names of the fields that lead there. */
export function goPlace(root: Schema, path: readonly (string | number)[]): string {
  let schema: Schema | undefined = root;
  let struct = '';
  const fields: string[] = [];
  for (const step of path) {
    if (schema?.kind === 'object') {
      struct = schema.typeName;
      fields.push(String(step));
      schema = schema.fields.get(String(step))?.schema;
    } else if (schema?.kind === 'list') schema = schema.items;
    else schema = schema?.kind === 'map' ? schema.values : undefined;
  }
  return fields.length > 0 ? `Go struct field ${struct}.${fields.join('.')}` : 'Go value';
}

/** Go's word for a kind of JSON value. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value instanceof NumberLiteral || typeof value === 'bigint') return 'number';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

export function numberText(value: unknown): string | undefined {
  if (value instanceof NumberLiteral) return value.text;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

export function describeNumber(value: unknown): string {
  const text = numberText(value);
  return text === undefined ? kindOf(value) : `number ${text}`;
}
