/** What allOf, anyOf, oneOf and not speak of must be there outside of them too, where its type is said. */
import { type FieldError, type FieldPath, required } from '../../../api/field.ts';
import { isJsonObject } from '../../../api/object.ts';
import type { V1JSONSchemaProps } from '../../../schema/generated/types.ts';

/** A schema in a junctor, beside the one outside that it narrows. */
interface Pair {
  readonly nested: V1JSONSchemaProps;
  readonly nestedPath: FieldPath;
  readonly outer: V1JSONSchemaProps | undefined;
  readonly outerPath: FieldPath;
}

export function validateCompleteness(schema: V1JSONSchemaProps, path: FieldPath): FieldError[] {
  return validateJunctors({ nested: schema, nestedPath: path, outer: schema, outerPath: path });
}

function validateJunctors(pair: Pair): FieldError[] {
  const { nested, nestedPath } = pair;
  const errors: FieldError[] = [];
  if (nested.not) errors.push(...validatePair({ ...pair, nested: nested.not, nestedPath: nestedPath.child('not') }));
  for (const junctor of ['allOf', 'anyOf', 'oneOf'] as const) {
    for (const [i, inner] of (nested[junctor] ?? []).entries()) {
      errors.push(...validatePair({ ...pair, nested: inner, nestedPath: nestedPath.child(junctor).index(i) }));
    }
  }
  return errors;
}

function validatePair(pair: Pair): FieldError[] {
  const { nested, nestedPath, outer, outerPath } = pair;
  if (!outer) return [required(outerPath, `because it is defined in ${nestedPath}`)];
  const errors = validateJunctors(pair);
  if (isJsonObject(nested.items)) {
    const items: V1JSONSchemaProps | undefined = isJsonObject(outer.items) ? outer.items : undefined;
    const paths = { nestedPath: nestedPath.child('items'), outerPath: outerPath.child('items') };
    errors.push(...validatePair({ nested: nested.items, outer: items, ...paths }));
  }
  const known: Record<string, V1JSONSchemaProps> = outer.properties ?? {};
  for (const [name, property] of Object.entries(nested.properties ?? {})) {
    const there = Object.hasOwn(known, name) ? known[name] : undefined;
    const inside = (at: FieldPath) => at.child('properties').key(name);
    errors.push(
      ...validatePair({ nested: property, nestedPath: inside(nestedPath), outer: there, outerPath: inside(outerPath) }),
    );
  }
  return errors;
}
