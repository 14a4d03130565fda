import { duplicate, type FieldError, path, required } from '../../api/field.ts';

const CONDITIONS = path('status', 'conditions');

export function validateConditionTypes(conditions: readonly { type?: string }[] = []): FieldError[] {
  const seen = new Set<string>();
  return conditions.flatMap(({ type = '' }, position) => {
    const at = CONDITIONS.index(position).child('type');
    const errors = seen.has(type) ? [duplicate(at, type)] : [];
    seen.add(type);
    return type === '' ? [...errors, required(at, 'must not be empty')] : errors;
  });
}
