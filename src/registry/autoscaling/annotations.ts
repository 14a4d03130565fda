/** What autoscaling/v1 has no fields for stands in annotations of its objects, as JSON. */
import { JsonError, parseJsonWithLiterals } from '../../api/json.ts';
import { isJsonObject, type Json, type JsonObject, type KubeObject } from '../../api/object.ts';
import { decodeValue } from '../../schema/decode/decode-object.ts';
import { DecodeError } from '../../schema/decode/value-decoder.ts';
import { schemaOf } from '../../schema/schema-of.ts';

export const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
export const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';
export const CURRENT_METRICS = 'autoscaling.alpha.kubernetes.io/current-metrics';
export const CONDITIONS = 'autoscaling.alpha.kubernetes.io/conditions';

const CARRIERS = [METRICS, BEHAVIOR, CURRENT_METRICS, CONDITIONS];

/** A copy of the object's metadata without these annotations. */
export function metadataWithoutCarriers({ metadata }: KubeObject): KubeObject['metadata'] {
  const { annotations } = metadata;
  if (!annotations || !CARRIERS.some((carrier) => Object.hasOwn(annotations, carrier))) return { ...metadata };
  const rest = { ...annotations };
  for (const carrier of CARRIERS) delete rest[carrier];
  const { annotations: _, ...others } = metadata;
  return Object.keys(rest).length > 0 ? { ...others, annotations: rest } : others;
}

/**
 * What the annotation carries, its types checked as a request body's are. Undefined when it is absent or is not what
 * it should be: clients write annotations freely, and a bad one is dropped.
 * @param model of each value that `unpack` makes
 */
export function readCarried(
  { metadata }: KubeObject,
  carrier: string,
  model: string,
  unpack: (carried: unknown) => unknown[],
): JsonObject[] | undefined {
  const { annotations } = metadata;
  if (!annotations || !Object.hasOwn(annotations, carrier)) return undefined;
  try {
    return unpack(parseJsonWithLiterals(Buffer.from(annotations[carrier]!)).value).map((value) => decode(value, model));
  } catch (error) {
    if (error instanceof JsonError || error instanceof TypeError || error instanceof DecodeError) return undefined;
    throw error;
  }
}

function decode(carried: unknown, model: string): JsonObject {
  const { value } = decodeValue(carried as Json, schemaOf(model));
  if (!isJsonObject(value)) throw new TypeError(`not a ${model}`);
  return value;
}

export function listOf(carried: unknown): unknown[] {
  if (!Array.isArray(carried)) throw new TypeError('not a list');
  return carried;
}
