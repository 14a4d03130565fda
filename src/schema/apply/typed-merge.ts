/** Merging an applied object into the live one (structured-merge-diff's Merge). */
import type { JsonObject } from '../../api/object.ts';
import { getOwn, setOwn } from '../../util/json-value.ts';
import type { ListSchema, MapSchema, ObjectSchema, Schema } from '../schema.ts';
import { elementOf, itemsByElement } from './list-element.ts';
import { isAssociative, isGranularMap, itemsOf, memberSchema, membersOf } from './shape.ts';

/** Neither argument is changed; what the applied object does not touch is shared with the live one. */
export function mergeApplied(live: JsonObject, applied: JsonObject, schema: ObjectSchema): JsonObject {
  return mergeValues(live, applied, schema) as JsonObject;
}

function mergeValues(live: unknown, applied: unknown, schema: Schema): unknown {
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  if (isGranularMap(schema)) return mergeMaps(live, applied, schema);
  if (isAssociative(schema)) return mergeLists(live, applied, schema);
  return applied;
}

function mergeMaps(live: unknown, applied: unknown, schema: ObjectSchema | MapSchema): unknown {
  const left = membersOf(live);
  const right = membersOf(applied);
  if (!left || !right || Object.keys(left).length === 0) return applied;
  const merged: JsonObject = { ...left };
  for (const key of Object.keys(right)) {
    setOwn(merged, key, mergeValues(getOwn(left, key), right[key], memberSchema(schema, key)));
  }
  return merged;
}

function mergeLists(live: unknown, applied: unknown, schema: ListSchema): unknown {
  const left = itemsOf(live);
  const right = itemsOf(applied);
  if (!left || !right || left.length === 0) return applied;
  return interleave(left, right, schema);
}

/** Applied items up to the next one that is live too. */
interface Run {
  readonly values: unknown[];
  /** Of its last item; undefined in the last run, whose items are all new. */
  readonly shared: string | undefined;
}

/**
 * Items of the applied list come in its order; items of the live list alone stay behind the ones they stood behind, as
 * far as that order leaves it open.
 */
function interleave(live: readonly unknown[], applied: readonly unknown[], schema: ListSchema): unknown[] {
  const elements = new Set(applied.map((item) => elementOf(schema, item)));
  const runs = runsOf(applied, itemsByElement(live, schema), schema);
  const result: unknown[] = [];
  let next = 0;
  for (const item of live) {
    const element = elementOf(schema, item);
    if (!elements.has(element)) result.push(item);
    else if (runs[next]?.shared === element) result.push(...runs[next++]!.values);
  }
  return [...result, ...runs.slice(next).flatMap(({ values }) => values)];
}

function runsOf(applied: readonly unknown[], live: ReadonlyMap<string, unknown[]>, schema: ListSchema): Run[] {
  const runs: Run[] = [];
  let values: unknown[] = [];
  for (const item of applied) {
    const element = elementOf(schema, item);
    const same = live.get(element);
    // Live items that share a key are replaced together: there is no telling which of them is meant.
    values.push(same?.length === 1 ? mergeValues(same[0], item, schema.items) : item);
    if (!same) continue;
    runs.push({ values, shared: element });
    values = [];
  }
  return [...runs, { values, shared: undefined }];
}
