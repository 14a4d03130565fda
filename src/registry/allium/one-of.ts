import { type FieldError, type FieldPath, forbiddenField, required } from '../../api/field.ts';

/** Of several fields exactly one must be set. */
export function validateOneOf<T extends object>(
  object: T,
  fields: readonly (keyof T & string)[],
  at: FieldPath,
): FieldError[] {
  const [, ...others] = fields.filter((field) => object[field] !== undefined);
  const names = fields.join(', ');
  if (fields.every((field) => object[field] === undefined)) return [required(at, `must specify one of: ${names}`)];
  return others.map((field) => forbiddenField(at.child(field), `may not specify more than one of: ${names}`));
}
