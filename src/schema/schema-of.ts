/** Schema graphs of all kinds, built from the typed models and the tables. */
import { DEFINITION_OF_MODEL } from './definition-names.ts';
import { type DefinitionTables, tablesOf } from './definition-tables.ts';
import { isModel, type ModelField, modelFields } from './models.ts';
import type { AnySchema, FieldSchema, ObjectSchema, ScalarSchema, Schema } from './schema.ts';
import type { FieldSemantics } from './tables/field-semantics.ts';

/** A struct whose fields are built when they are first asked for, so that schemas may be recursive and cost nothing at start. */
class LazyObjectSchema implements ObjectSchema {
  readonly kind = 'object';
  readonly name: string;
  readonly typeName: string;
  readonly mapType: 'granular' | 'atomic';
  readonly #build: () => ReadonlyMap<string, FieldSchema>;
  #fields: ReadonlyMap<string, FieldSchema> | undefined;

  constructor(name: string, mapType: 'granular' | 'atomic', build: () => ReadonlyMap<string, FieldSchema>) {
    this.name = name;
    this.typeName = name.slice(name.lastIndexOf('.') + 1);
    this.mapType = mapType;
    this.#build = build;
  }

  get fields(): ReadonlyMap<string, FieldSchema> {
    this.#fields ??= this.#build();
    return this.#fields;
  }
}

const schemas = new Map<string, ObjectSchema>();

/**
 * The schema of a typed model: `schemaOf('V1Pod')`. One instance a model, shared by all who ask.
 * @throws Error for a model that no served kind is made of: a mistake in this program, never in a request
 */
export function schemaOf(model: string): ObjectSchema {
  let schema = schemas.get(model);
  if (!schema) {
    schema = buildObject(model);
    schemas.set(model, schema);
  }
  return schema;
}

function buildObject(model: string): ObjectSchema {
  const name = DEFINITION_OF_MODEL.get(model);
  if (!name) throw new Error(`the typed model ${model} has no definition name in src/schema/tables/definitions.ts`);
  const tables = tablesOf(name);
  return new LazyObjectSchema(name, tables.self.mapType ?? 'granular', () => buildFields(model, tables));
}

function buildFields(model: string, tables: DefinitionTables): ReadonlyMap<string, FieldSchema> {
  return new Map(modelFields(model).map((field) => [field.name, buildField(field, tables)]));
}

function buildField(field: ModelField, tables: DefinitionTables): FieldSchema {
  const semantics = tables.semantics(field.name);
  const schema = schemaOfType(field.type, field.format, {
    semantics,
    isQuantity: tables.isQuantity(field.name),
    freeForm: tables.freeFormOf(field.name),
    values: tables.enumOf(field.name),
  });
  const declared = tables.defaultOf(field.name);
  const unset = unsetOf(schema, field, tables);
  return {
    schema,
    required: field.required,
    keepsEmpty: field.required || unset !== undefined || keepsZero(schema, field.name, tables),
    ...(unset && { unset }),
    ...(declared !== undefined && { default: declared }),
    ...(schema.kind !== 'list' && semantics.patchStrategy && { patchStrategy: semantics.patchStrategy }),
  };
}

function unsetOf(schema: Schema, { name, required }: ModelField, tables: DefinitionTables): FieldSchema['unset'] {
  const shown = tables.shownUnset(name, required, schema.kind === 'object');
  if (shown === 'nothing') return undefined;
  return shown === 'null' || isNullable(schema) ? 'null' : 'zero';
}

/** Whether the zero value of its Go type is null in JSON: lists, maps and bytes; times and raw JSON write it so. */
function isNullable(schema: Schema): boolean {
  if (schema.kind === 'string') return schema.format !== undefined;
  return schema.kind === 'list' || schema.kind === 'map' || schema.kind === 'any';
}

function keepsZero({ kind }: Schema, name: string, tables: DefinitionTables): boolean {
  return kind !== 'list' && kind !== 'map' && tables.keepsZero(name);
}

interface TypeContext {
  readonly semantics: FieldSemantics;
  readonly isQuantity: boolean;
  readonly freeForm: string | undefined;
  readonly values: readonly string[] | undefined;
}

const ARRAY = /^Array<(.+)>$/;
const MAP = /^\{ \[key: string\]: (.+); \}$/;
const FREE_FORM = new Set(['any', 'object']);

function schemaOfType(type: string, format: string, context: TypeContext): Schema {
  const items = ARRAY.exec(type)?.[1];
  if (items) return listOf(schemaOfType(items, format, inner(context)), context.semantics);
  const values = MAP.exec(type)?.[1];
  if (values) return mapOf(schemaOfType(values, format, inner(context)), context.semantics);
  if (isModel(type)) return structOf(type, context.semantics);
  if (FREE_FORM.has(type)) return anyOf(context.freeForm);
  return leafOf(type, format, context);
}

/** Of a list's items or a map's values: the field's semantics speak of the list or map alone. */
function inner(context: TypeContext): TypeContext {
  return { ...context, semantics: {} };
}

function listOf(items: Schema, { listType, mapKeys, patchStrategy, patchMergeKey }: FieldSemantics): Schema {
  return {
    kind: 'list',
    items,
    listType: listType ?? 'atomic',
    mapKeys: mapKeys ?? [],
    ...(patchStrategy && { patchStrategy }),
    ...(patchMergeKey && { patchMergeKey }),
  };
}

function mapOf(values: Schema, { mapType }: FieldSemantics): Schema {
  return { kind: 'map', values, mapType: mapType ?? 'granular' };
}

/** A field may say otherwise than its struct: PersistentVolumeSpec.claimRef is granular, ObjectReference is atomic. */
function structOf(model: string, { mapType }: FieldSemantics): Schema {
  const shared = schemaOf(model);
  if (!mapType || mapType === shared.mapType) return shared;
  return new LazyObjectSchema(shared.name, mapType, () => shared.fields);
}

const LEAVES: Readonly<Record<string, Schema>> = {
  Date: { kind: 'string', format: 'date-time' },
  V1MicroTime: { kind: 'string', format: 'micro-time' },
  IntOrString: { kind: 'int-or-string' },
  string: { kind: 'string' },
  boolean: { kind: 'boolean' },
};

function anyOf(definition: string | undefined): AnySchema {
  if (!definition) throw new Error('a free-form field has no definition in src/schema/tables/free-form.ts');
  return { kind: 'any', definition };
}

function leafOf(type: string, format: string, { isQuantity, values }: TypeContext): Schema {
  if (type === 'number') return { kind: format === 'double' ? 'number' : 'integer', format } as ScalarSchema;
  if (type !== 'string') return leaf(type);
  if (isQuantity) return { kind: 'quantity' };
  if (values) return { kind: 'string', enum: values };
  return format === 'byte' ? { kind: 'string', format } : leaf(type);
}

function leaf(type: string): Schema {
  const schema = LEAVES[type];
  if (!schema) throw new Error(`the typed models have a type that is not known here: ${type}`);
  return schema;
}
