/** Schemas of kinds as OpenAPI writes them. */
import type { GroupVersionKind, JsonObject } from '../../../api/object.ts';
import { MODEL_OF_DEFINITION } from '../../../schema/definition-names.ts';
import { modelOf } from '../../../schema/model-of.ts';
import type { FieldSchema, ListSchema, ObjectSchema, ScalarSchema, Schema } from '../../../schema/schema.ts';
import { schemaOf } from '../../../schema/schema-of.ts';
import type { Descriptions } from './descriptions.ts';
import { INT_OR_STRING, MICRO_TIME, QUANTITY, sharedDefinition, TIME } from './shared-definitions.ts';

export type OpenApiVersion = 'v2' | 'v3';

const REFERENCE_ROOT: Readonly<Record<OpenApiVersion, string>> = {
  v2: '#/definitions/',
  v3: '#/components/schemas/',
};

const CONVENTIONS = 'https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md';
/** What these fields are in every kind that has them; the typed models do not say. */
const CONVENTIONAL: ReadonlyMap<string, string> = new Map([
  ['metadata', `What every object has: name, labels, annotations and more. More info: ${CONVENTIONS}#metadata`],
  ['spec', `The desired state of the object. More info: ${CONVENTIONS}#spec-and-status`],
  ['status', `The observed state of the object, written by the system. More info: ${CONVENTIONS}#spec-and-status`],
]);

function conventional(name: string, { schema }: FieldSchema): string | undefined {
  return schema.kind === 'object' ? CONVENTIONAL.get(name) : undefined;
}

/** Collects definitions, each with all that it refers to. */
export class Definitions {
  readonly #version: OpenApiVersion;
  readonly #descriptions: Descriptions;
  readonly #definitions = new Map<string, JsonObject>();

  constructor(version: OpenApiVersion, descriptions: Descriptions) {
    this.#version = version;
    this.#descriptions = descriptions;
  }

  /** By name, in the order of names. */
  toJson(): JsonObject {
    return Object.fromEntries([...this.#definitions].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** @returns a reference to the kind's definition; undefined for kinds that have no schema */
  addKind(gvk: GroupVersionKind): JsonObject | undefined {
    const model = modelOf(gvk);
    if (!model) return undefined;
    const { name } = schemaOf(model);
    this.#addModel(model, name);
    const { group, kind, version } = gvk;
    this.#definitions.get(name)!['x-kubernetes-group-version-kind'] = [{ group, kind, version }];
    return this.reference(name);
  }

  /** A reference alone, as it stands where nothing is said beside it. */
  reference(name: string): JsonObject {
    this.#add(name);
    return { $ref: REFERENCE_ROOT[this.#version] + name };
  }

  #add(name: string): void {
    if (this.#definitions.has(name)) return;
    const model = MODEL_OF_DEFINITION.get(name);
    if (model) this.#addModel(model, name);
    else this.#definitions.set(name, sharedDefinition(name, this.#version) ?? {});
  }

  #addModel(model: string, name: string): void {
    if (this.#definitions.has(name)) return;
    const definition: JsonObject = {};
    // In place before its fields are looked at: kinds may be recursive.
    this.#definitions.set(name, definition);
    const schema = schemaOf(model);
    const description = this.#descriptions.get(model);
    if (description?.description) definition.description = description.description;
    definition.type = 'object';
    const required = [...schema.fields].filter(([, field]) => field.required).map(([field]) => field);
    if (required.length > 0) definition.required = required;
    if (schema.fields.size > 0) definition.properties = this.#properties(schema, description?.fields ?? {});
    if (schema.mapType === 'atomic') definition['x-kubernetes-map-type'] = 'atomic';
  }

  #properties(schema: ObjectSchema, descriptions: Readonly<Record<string, string>>): JsonObject {
    return Object.fromEntries(
      [...schema.fields].map(([name, field]) => [
        name,
        this.#property(field, descriptions[name] || conventional(name, field)),
      ]),
    );
  }

  #property(field: FieldSchema, said: string | undefined): JsonObject {
    const description = withValues(said, field.schema);
    return {
      ...(description && { description }),
      ...this.#beside(this.#schema(field.schema)),
      // Upstream publishes defaults in OpenAPI 3 alone: readers of OpenAPI 2 have never seen one.
      ...(this.#version === 'v3' && field.default !== undefined && { default: field.default }),
      ...patchExtensions(field),
    };
  }

  /** OpenAPI 3 has nothing stand beside a reference, so it is wrapped; OpenAPI 2's readers take it as it is. */
  #beside(schema: JsonObject): JsonObject {
    if (this.#version === 'v2' || !schema.$ref) return schema;
    const { $ref, ...rest } = schema;
    return { allOf: [{ $ref }], ...rest };
  }

  #schema(schema: Schema): JsonObject {
    switch (schema.kind) {
      case 'object':
        return this.#struct(schema);
      case 'list':
        return { type: 'array', items: this.#beside(this.#schema(schema.items)), ...listExtensions(schema) };
      case 'map':
        return {
          type: 'object',
          additionalProperties: this.#beside(this.#schema(schema.values)),
          ...(schema.mapType === 'atomic' && { 'x-kubernetes-map-type': 'atomic' }),
        };
      case 'any':
        return schema.definition ? this.reference(schema.definition) : {};
      case 'quantity':
        return this.reference(QUANTITY);
      case 'int-or-string':
        return this.reference(INT_OR_STRING);
      default:
        return this.#scalar(schema);
    }
  }

  #struct(schema: ObjectSchema): JsonObject {
    const reference = this.reference(schema.name);
    // A field may say otherwise than its struct.
    const overruled = schemaOf(MODEL_OF_DEFINITION.get(schema.name)!).mapType !== schema.mapType;
    return overruled ? { ...reference, 'x-kubernetes-map-type': schema.mapType } : reference;
  }

  #scalar(schema: ScalarSchema): JsonObject {
    if (schema.format === 'date-time') return this.reference(TIME);
    if (schema.format === 'micro-time') return this.reference(MICRO_TIME);
    return {
      type: schema.kind,
      ...(schema.enum && { enum: schema.enum }),
      ...(schema.format && { format: schema.format }),
    };
  }
}

/** A string's values as descriptions end with them; those of a list's items are not told. */
function withValues(description: string | undefined, schema: Schema): string | undefined {
  if (schema.kind !== 'string' || !schema.enum) return description;
  const values = schema.enum.map((value) => ` - \`"${value}"\``);
  return [...(description ? [`${description}\n`] : []), 'Possible enum values:', ...values].join('\n');
}

function listExtensions(list: ListSchema): JsonObject {
  return {
    'x-kubernetes-list-type': list.listType,
    ...(list.mapKeys.length > 0 && { 'x-kubernetes-list-map-keys': list.mapKeys }),
  };
}

function patchExtensions({ schema, patchStrategy }: FieldSchema): JsonObject {
  const strategy = schema.kind === 'list' ? schema.patchStrategy : patchStrategy;
  const mergeKey = schema.kind === 'list' ? schema.patchMergeKey : undefined;
  return {
    ...(strategy && { 'x-kubernetes-patch-strategy': strategy.join(',') }),
    ...(mergeKey && { 'x-kubernetes-patch-merge-key': mergeKey }),
  };
}
