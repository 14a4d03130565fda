/** Metrics as autoscaling/v1 writes them, in annotations, and as autoscaling/v2 does. */
import { isJsonObject, type JsonObject } from '../../api/object.ts';

/** A field's name in v1, and its one or two names in v2. */
interface Form {
  readonly v1: string;
  readonly v2: readonly [string, string?];
  /** v1 cannot leave the quantity out: it writes 0. */
  readonly zero?: true;
}

type Forms = ReadonlyMap<string, readonly Form[]>;

const NAME: Form = { v1: 'metricName', v2: ['metric', 'name'] };
const SELECTOR: Form = { v1: 'selector', v2: ['metric', 'selector'] };
const RESOURCE: Form = { v1: 'name', v2: ['name'] };
const CONTAINER: Form = { v1: 'container', v2: ['container'] };
const DESCRIBED: Form = { v1: 'target', v2: ['describedObject'] };

/** A source's fields are in the order in which v1 writes them. */
export const SPEC_FORMS: Forms = new Map<string, readonly Form[]>([
  [
    'object',
    [
      DESCRIBED,
      NAME,
      { v1: 'targetValue', v2: ['target', 'value'], zero: true },
      SELECTOR,
      { v1: 'averageValue', v2: ['target', 'averageValue'] },
    ],
  ],
  ['pods', [NAME, { v1: 'targetAverageValue', v2: ['target', 'averageValue'], zero: true }, SELECTOR]],
  [
    'resource',
    [
      RESOURCE,
      { v1: 'targetAverageUtilization', v2: ['target', 'averageUtilization'] },
      { v1: 'targetAverageValue', v2: ['target', 'averageValue'] },
    ],
  ],
  [
    'containerResource',
    [
      RESOURCE,
      { v1: 'targetAverageUtilization', v2: ['target', 'averageUtilization'] },
      { v1: 'targetAverageValue', v2: ['target', 'averageValue'] },
      CONTAINER,
    ],
  ],
  [
    'external',
    [
      NAME,
      { v1: 'metricSelector', v2: ['metric', 'selector'] },
      { v1: 'targetValue', v2: ['target', 'value'] },
      { v1: 'targetAverageValue', v2: ['target', 'averageValue'] },
    ],
  ],
]);

export const STATUS_FORMS: Forms = new Map<string, readonly Form[]>([
  [
    'object',
    [
      DESCRIBED,
      NAME,
      { v1: 'currentValue', v2: ['current', 'value'], zero: true },
      SELECTOR,
      { v1: 'averageValue', v2: ['current', 'averageValue'] },
    ],
  ],
  ['pods', [NAME, { v1: 'currentAverageValue', v2: ['current', 'averageValue'], zero: true }, SELECTOR]],
  [
    'resource',
    [
      RESOURCE,
      { v1: 'currentAverageUtilization', v2: ['current', 'averageUtilization'] },
      { v1: 'currentAverageValue', v2: ['current', 'averageValue'], zero: true },
    ],
  ],
  [
    'containerResource',
    [
      RESOURCE,
      { v1: 'currentAverageUtilization', v2: ['current', 'averageUtilization'] },
      { v1: 'currentAverageValue', v2: ['current', 'averageValue'], zero: true },
      CONTAINER,
    ],
  ],
  [
    'external',
    [
      NAME,
      { v1: 'metricSelector', v2: ['metric', 'selector'] },
      { v1: 'currentValue', v2: ['current', 'value'], zero: true },
      { v1: 'currentAverageValue', v2: ['current', 'averageValue'] },
    ],
  ],
]);

/** @param metric anything: it stood in an annotation. The result's values are as unchecked as they were. */
export function fromV1(metric: unknown, forms: Forms): JsonObject {
  if (!isJsonObject(metric)) throw new TypeError('a metric must be an object');
  const result: JsonObject = { type: metric.type };
  for (const [source, fields] of forms) {
    const given = metric[source];
    if (isJsonObject(given)) result[source] = moveFields(given, fields);
  }
  return result;
}

function moveFields(given: JsonObject, fields: readonly Form[]): JsonObject {
  const moved: JsonObject = {};
  for (const { v1, v2, zero } of fields) {
    const value = given[v1];
    // A zero that nobody asked for would be no valid target beside a real one.
    const meant = !(zero && value === '0' && v1 === 'targetValue');
    if (value !== undefined && value !== null && meant) setIn(moved, v2, value);
  }
  return moved;
}

export function toV1(metric: JsonObject, forms: Forms): JsonObject {
  const result: JsonObject = { type: metric.type };
  for (const [source, fields] of forms) {
    const given = metric[source];
    if (given === undefined) continue;
    const moved: JsonObject = {};
    for (const { v1, v2, zero } of fields) {
      const value = getIn(given, v2) ?? (zero ? '0' : undefined);
      if (value !== undefined) moved[v1] = value;
    }
    result[source] = moved;
  }
  return result;
}

function setIn(object: JsonObject, [name, inner]: Form['v2'], value: unknown): void {
  if (inner === undefined) {
    object[name] = value;
    return;
  }
  object[name] ??= {};
  object[name][inner] = value;
}

function getIn(object: JsonObject, [name, inner]: Form['v2']): unknown {
  return inner === undefined ? object[name] : object[name]?.[inner];
}
