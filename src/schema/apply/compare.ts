/** What differs between two versions of an object, as sets of fields (structured-merge-diff's Compare). */
import type { JsonObject } from '../../api/object.ts';
import { equalJson, getOwn } from '../../util/json-value.ts';
import type { ListSchema, MapSchema, ObjectSchema, Schema } from '../schema.ts';
import { allFields } from './all-fields.ts';
import { type FieldSet, FieldSetBuilder, isEmpty, recursiveDifference, union } from './field-set.ts';
import { itemsByElement } from './list-element.ts';
import { fieldElement } from './path-element.ts';
import { isAssociative, isGranularMap, itemsOf, memberSchema, membersOf } from './shape.ts';

export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** @throws TypedError for list items that have no key */
export function compareObjects(before: JsonObject, after: JsonObject, schema: ObjectSchema): Comparison {
  const walk = new ComparisonWalk();
  walk.compare(before, after, schema);
  return walk;
}

export function isSame({ added, modified, removed }: Comparison): boolean {
  return isEmpty(added) && isEmpty(modified) && isEmpty(removed);
}

/** What the newer version sets or changes. */
export function changedFields({ added, modified }: Comparison): FieldSet {
  return union(modified, added);
}

export function excludeFields(comparison: Comparison, fields: FieldSet | undefined): Comparison {
  if (!fields || isSame(comparison)) return comparison;
  return {
    added: recursiveDifference(comparison.added, fields),
    modified: recursiveDifference(comparison.modified, fields),
    removed: recursiveDifference(comparison.removed, fields),
  };
}

/** Walks both versions at once. `undefined` stands for what is not there; it is not null. */
class ComparisonWalk implements Comparison {
  readonly added = new FieldSetBuilder();
  readonly modified = new FieldSetBuilder();
  readonly removed = new FieldSetBuilder();
  readonly #path: string[] = [];

  compare(before: unknown, after: unknown, schema: Schema): void {
    if (isGranularMap(schema)) this.#compareMaps(before, after, schema);
    else if (isAssociative(schema)) this.#compareLists(before, after, schema);
    else this.#compareLeaves(before, after);
  }

  #step(element: string, before: unknown, after: unknown, schema: Schema): void {
    if (before === after) return;
    this.#path.push(element);
    if (before === undefined) this.added.put(this.#path, allFields(after, schema));
    else if (after === undefined) this.removed.put(this.#path, allFields(before, schema));
    else this.compare(before, after, schema);
    this.#path.pop();
  }

  /** Also what is empty on both sides: empty and null stay apart that way. */
  #compareLeaves(before: unknown, after: unknown): void {
    if (before === undefined || after === undefined) this.#note(before, after);
    else if (!equalJson(before, after)) this.modified.insert(this.#path);
  }

  /** Something that is there in one version alone. Nobody owns the whole object. */
  #note(before: unknown, after: unknown): void {
    if (this.#path.length === 0) return;
    if (before === undefined) this.added.insert(this.#path);
    else if (after === undefined) this.removed.insert(this.#path);
  }

  #compareMaps(before: unknown, after: unknown, schema: ObjectSchema | MapSchema): void {
    const left = membersOf(before);
    const right = membersOf(after);
    if (!left || !right || (isBare(left) && isBare(right))) {
      this.#compareLeaves(before, after);
      return;
    }
    for (const key of Object.keys(left)) {
      this.#step(fieldElement(key), left[key], getOwn(right, key), memberSchema(schema, key));
    }
    for (const key of Object.keys(right)) {
      if (!Object.hasOwn(left, key)) this.#step(fieldElement(key), undefined, right[key], memberSchema(schema, key));
    }
    this.#note(before, after);
  }

  #compareLists(before: unknown, after: unknown, schema: ListSchema): void {
    const left = itemsOf(before);
    const right = itemsOf(after);
    if (!left || !right || (left.length === 0 && right.length === 0)) {
      this.#compareLeaves(before, after);
      return;
    }
    const olds = itemsByElement(left, schema);
    const news = itemsByElement(right, schema);
    for (const [element, items] of olds) this.#compareItems(element, items, news.get(element) ?? [], schema);
    for (const [element, items] of news) if (!olds.has(element)) this.#compareItems(element, [], items, schema);
    this.#note(before, after);
  }

  /** Items that share a key (lists that are older than their keys) are owned together, as one. */
  #compareItems(element: string, before: unknown[], after: unknown[], schema: ListSchema): void {
    if (before.length < 2 && after.length < 2) {
      this.#step(element, before[0], after[0], schema.items);
    } else if (before.length >= 2 && after.length >= 2) {
      if (!equalJson(before, after)) this.modified.insert([...this.#path, element]);
    } else if (before.length >= 2) {
      if (after.length > 0) this.#step(element, undefined, after[0], schema.items);
      this.removed.insert([...this.#path, element]);
    } else {
      if (before.length > 0) this.#step(element, before[0], undefined, schema.items);
      this.added.insert([...this.#path, element]);
    }
  }
}

function isBare(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}
