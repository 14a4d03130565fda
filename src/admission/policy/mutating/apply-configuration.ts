/** Merging what `Object{…}` says into an object, as server-side apply does, but without owners. */
import {
  apiVersionOf,
  type GroupVersionKind,
  isJsonObject,
  type JsonObject,
  type KubeObject,
} from '../../../api/object.ts';
import { serviceUnavailable } from '../../../api/status.ts';
import { toJson } from '../../../cel/values/to-json.ts';
import { isError, type Value } from '../../../cel/values/value.ts';
import { fieldElement, showPath } from '../../../schema/apply/path-element.ts';
import { memberSchema } from '../../../schema/apply/shape.ts';
import { mergeApplied } from '../../../schema/apply/typed-merge.ts';
import { validateApplied } from '../../../schema/apply/validate-applied.ts';
import type { ObjectSchema, Schema } from '../../../schema/schema.ts';
import { APPLY_CONFIGURATION, misplacedLiteral } from '../expressions/patch-types.ts';

/**
 * Changes nothing that it is handed.
 * @param schema undefined: none is known
 * @throws StatusError, or Error that says what is wrong with the configuration
 */
export function applyConfiguration(
  object: KubeObject,
  configuration: Value,
  kind: GroupVersionKind,
  schema: ObjectSchema | undefined,
): JsonObject {
  const misplaced = misplacedLiteral(configuration, APPLY_CONFIGURATION.name);
  if (misplaced !== undefined) throw new Error(`type mismatch: ${misplaced}`);
  const fields = toJson(configuration);
  if (isError(fields)) throw new Error(fields.message);
  if (!schema) throw unknownKind(kind);
  const applied = { ...(fields as JsonObject), apiVersion: apiVersionOf(kind), kind: kind.kind };
  check(applied, schema);
  return mergeApplied(object, applied, schema);
}

function unknownKind(kind: GroupVersionKind) {
  const name = `${kind.group}/${kind.version}, Kind=${kind.kind}`;
  const why = 'There can be a delay between when CustomResourceDefinitions are created and when they are available.';
  return serviceUnavailable(`Resource kind ${name} not found. ${why}`);
}

function check(applied: JsonObject, schema: ObjectSchema): void {
  try {
    validateApplied(applied, schema);
  } catch (error) {
    throw new Error(
      `error applying patch: failed to convert patch object to typed object: ${(error as Error).message}`,
    );
  }
  const atomic = atomicsIn(applied, schema, []);
  if (atomic.length === 0) return;
  const why = `may not mutate atomic arrays, maps or structs: ${atomic.join(', ')}`;
  throw new Error(`error applying patch: invalid ApplyConfiguration: ${why}`);
}

/** Threat to users: of what is one value all that the configuration does not say would go. */
function atomicsIn(value: unknown, schema: Schema, path: readonly string[]): string[] {
  if (schema.kind === 'list' && Array.isArray(value)) {
    const inner = value.flatMap((item, index) => atomicsIn(item, schema.items, [...path, `i:${index}`]));
    return schema.listType === 'atomic' ? [showPath(path), ...inner] : inner;
  }
  if ((schema.kind !== 'object' && schema.kind !== 'map') || !isJsonObject(value)) return [];
  const inner = Object.keys(value).flatMap((key) =>
    atomicsIn(value[key], memberSchema(schema, key), [...path, fieldElement(key)]),
  );
  return schema.mapType === 'atomic' ? [showPath(path), ...inner] : inner;
}
