/** The types in which policies say what is to be changed: `Object{…}`, `Object.spec{…}` and `JSONPatch{…}`. */
import { DYN, messageType, STRING, type Type } from '../../../cel/check/types.ts';
import type { Library, TypeProvider } from '../../../cel/environment.ts';
import { sizeOf, traversal } from '../../../cel/eval/costs.ts';
import type { Meter } from '../../../cel/eval/meter.ts';
import { global } from '../../../cel/library/function.ts';
import { equals } from '../../../cel/values/compare.ts';
import { membersToJson } from '../../../cel/values/to-json.ts';
import { EvaluationError, isError, MapValue, ObjectValue, type Result, type Value } from '../../../cel/values/value.ts';

export const APPLY_CONFIGURATION: Type = messageType('Object');
export const JSON_PATCH: Type = messageType('JSONPatch');

const JSON_PATCH_FIELDS: ReadonlyMap<string, Type> = new Map([
  ['op', STRING],
  ['path', STRING],
  ['from', STRING],
  ['value', DYN],
]);

/** `TypeName{field: value}`. */
export class Literal extends ObjectValue {
  readonly type: Type;
  readonly fields: ReadonlyMap<string, Value>;

  constructor(type: Type, fields: ReadonlyMap<string, Value>) {
    super();
    this.type = type;
    this.fields = fields;
  }

  override field(name: string): Result {
    return this.fields.get(name) ?? new EvaluationError(`no such key: ${name}`);
  }

  override hasField(name: string): Result {
    return this.fields.has(name);
  }

  override isZero(): boolean {
    return this.fields.size === 0;
  }

  override toJson(): unknown {
    return membersToJson(this.fields);
  }

  equals(other: Value, meter: Meter): boolean {
    if (!(other instanceof Literal) || other.type.name !== this.type.name) return false;
    if (other.fields.size !== this.fields.size) return false;
    return [...this.fields].every(([name, value]) => {
      const there = other.fields.get(name);
      return there !== undefined && equals(value, there, meter);
    });
  }
}

function isObjectType(name: string): boolean {
  return name === APPLY_CONFIGURATION.name || name.startsWith(`${APPLY_CONFIGURATION.name}.`);
}

export const PATCH_TYPES: TypeProvider = {
  findType: (name) => (name === JSON_PATCH.name || isObjectType(name) ? messageType(name) : undefined),
  findField: (type, field) => {
    if (type === JSON_PATCH.name) return JSON_PATCH_FIELDS.get(field);
    return isObjectType(type) ? DYN : undefined;
  },
  create: (typeName, fields) => new Literal(messageType(typeName), fields),
};

/** A key as a JSON pointer has it. */
function escapeKey(key: string): Result {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

export const PATCH_LIBRARY: Library = {
  functions: global('jsonpatch.escapeKey', [
    'jsonpatch_escapeKey_string',
    [STRING],
    STRING,
    escapeKey,
    (key) => traversal(sizeOf(key)),
  ]),
};

/**
 * The checker takes any type of literal in any field: `Object.spec{…}` belongs into the field spec, and nowhere else.
 * @returns what is wrong
 */
export function misplacedLiteral(value: Value, expected: string): string | undefined {
  if (Array.isArray(value)) return first(value, (item) => misplacedLiteral(item, expected));
  if (value instanceof MapValue) {
    return first(value.keys(), (key) => {
      const member = value.get(key)!;
      return isError(member) ? member.message : misplacedLiteral(member, `${expected}.${String(key)}`);
    });
  }
  if (!(value instanceof Literal)) return undefined;
  if (value.type.name !== expected) {
    return `unexpected type name "${value.type.name}", expected "${expected}", which matches field name path from root Object type`;
  }
  return first(value.fields, ([name, member]) => misplacedLiteral(member, `${expected}.${name}`));
}

function first<T>(items: Iterable<T>, find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
