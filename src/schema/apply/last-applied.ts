/**
 * The annotation of kubectl's client-side apply. When kubectl moves on to server-side apply, what it applied before is
 * not in conflict with itself, and the annotation is kept up to date for clients that still read it.
 */
import { parseJson } from '../../api/json.ts';
import { isJsonObject, type JsonObject } from '../../api/object.ts';
import { compareObjects } from './compare.ts';
import { fieldsOf } from './extract.ts';
import type { FieldManagement } from './field-management.ts';
import { difference, type FieldSet } from './field-set.ts';
import { goJson } from './go-json.ts';
import { TypedError } from './typed-error.ts';
import { validateApplied } from './validate-applied.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** Only this manager opts in. */
export const KUBECTL = 'kubectl';
const MAX_ANNOTATIONS_BYTES = 256 * 1024;

function lastAppliedText(object: JsonObject): string {
  const text = object.metadata?.annotations?.[LAST_APPLIED];
  return typeof text === 'string' ? text : '';
}

/** What client-side apply set and nobody has changed since; undefined where there is no telling. */
export function fieldsLastApplied(live: JsonObject, { schema, apiVersion }: FieldManagement): FieldSet | undefined {
  const applied = parse(lastAppliedText(live));
  if (applied?.apiVersion !== apiVersion) return undefined;
  try {
    validateApplied(applied, schema);
    const { added, modified, removed } = compareObjects(applied, live, schema);
    return [modified, added, removed].reduce(difference, fieldsOf(applied, schema));
  } catch (error) {
    if (error instanceof TypedError) return undefined;
    throw error;
  }
}

function parse(text: string): JsonObject | undefined {
  try {
    const value = parseJson(Buffer.from(text));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The object with its annotation renewed, if it has one; dropped if the annotations would grow too large by it. */
export function renewLastApplied(object: JsonObject, applied: JsonObject): JsonObject {
  if (lastAppliedText(object) === '') return object;
  const { [LAST_APPLIED]: _, ...others } = object.metadata.annotations as Record<string, string>;
  const renewed = { ...others, [LAST_APPLIED]: `${goJson(withoutLastApplied(applied))}\n` };
  const annotations = sizeOf(renewed) > MAX_ANNOTATIONS_BYTES ? others : renewed;
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function withoutLastApplied(applied: JsonObject): JsonObject {
  if (!isJsonObject(applied.metadata?.annotations)) return applied;
  const { [LAST_APPLIED]: _, ...annotations } = applied.metadata.annotations;
  return { ...applied, metadata: { ...applied.metadata, annotations } };
}

function sizeOf(annotations: Readonly<Record<string, string>>): number {
  return Object.entries(annotations).reduce(
    (sum, pair) => sum + Buffer.byteLength(pair[0]) + Buffer.byteLength(pair[1]),
    0,
  );
}
