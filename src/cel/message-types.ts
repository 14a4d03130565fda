import type { Type } from './check/types.ts';
import type { TypeProvider } from './environment.ts';

export type MessageFields = readonly [type: Type, fields: Readonly<Record<string, Type>>];

/** Types whose fields are known from the start. There are no literals of them. */
export function messageTypes(...messages: readonly MessageFields[]): TypeProvider {
  const types = new Map(messages.map(([type]) => [type.name, type]));
  const fieldsOf = new Map(messages.map(([{ name }, fields]) => [name, new Map(Object.entries(fields))]));
  return {
    findType: (name) => types.get(name),
    findField: (type, field) => fieldsOf.get(type)?.get(field),
  };
}
