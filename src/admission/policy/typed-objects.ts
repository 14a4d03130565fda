/** Types of objects, from the schemas of their kinds, as the checker of expressions wants to know them. */
import {
  BOOL,
  BYTES,
  DOUBLE,
  DYN,
  INT,
  listOf,
  mapOf,
  messageType,
  STRING,
  TIMESTAMP,
  type Type,
} from '../../cel/check/types.ts';
import type { TypeProvider } from '../../cel/environment.ts';
import type { ObjectSchema, ScalarSchema, Schema } from '../../schema/schema.ts';

const SCALARS: Readonly<Record<ScalarSchema['kind'], Type>> = {
  string: STRING,
  integer: INT,
  number: DOUBLE,
  boolean: BOOL,
};
const FORMATS: ReadonlyMap<string | undefined, Type> = new Map([
  ['byte', BYTES],
  ['date-time', TIMESTAMP],
  ['micro-time', TIMESTAMP],
]);

/** Knows the messages of all types that it has given. Schemas may be recursive: fields are looked at when they are asked for. */
export class TypedObjects implements TypeProvider {
  readonly #schemas = new Map<string, ObjectSchema>();

  typeOf(schema: Schema): Type {
    switch (schema.kind) {
      case 'object':
        return this.#messageOf(schema);
      case 'list':
        return listOf(this.typeOf(schema.items));
      case 'map':
        return mapOf(STRING, this.typeOf(schema.values));
      case 'quantity':
        return STRING;
      case 'any':
      case 'int-or-string':
        return DYN;
      default:
        return FORMATS.get(schema.format) ?? SCALARS[schema.kind];
    }
  }

  #messageOf(schema: ObjectSchema): Type {
    this.#schemas.set(schema.name, schema);
    return messageType(schema.name);
  }

  findType(name: string): Type | undefined {
    return this.#schemas.has(name) ? messageType(name) : undefined;
  }

  findField(typeName: string, field: string): Type | undefined {
    const found = this.#schemas.get(typeName)?.fields.get(field);
    return found && this.typeOf(found.schema);
  }
}
