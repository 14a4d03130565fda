/** What goes from an object because its applier no longer applies it, and nobody else owns it. */
import type { JsonObject } from '../../api/object.ts';
import { fieldsOf } from './extract.ts';
import { type FieldManagement, type VersionView, viewOf } from './field-management.ts';
import { difference, EMPTY, type FieldSet, intersection, isEmpty, union } from './field-set.ts';
import { identityOf, type Manager, type Managers } from './managers.ts';
import { withNamedFields } from './named-fields.ts';
import { removeFields } from './remove-fields.ts';

/**
 * @param merged the live object with the applied one merged in
 * @param managers with what the applier applies now
 * @param last what the applier applied the time before
 */
export function prune(
  merged: JsonObject,
  managers: Managers,
  last: Manager | undefined,
  request: FieldManagement,
): JsonObject {
  const view = last && givesUp(last, managers) ? viewOf(last.apiVersion, request) : undefined;
  if (!last || !view) return merged;
  const before = view.fromRequest(merged);
  const without = removeFields(before, withNamedFields(last.fields, view.schema), view.schema);
  const owned = addBackOwned(merged, view.toRequest(without), managers, last.apiVersion, request);
  return view.toRequest(addBackDangling(before, view.fromRequest(owned), last.fields, view));
}

/** Most applies name all that the one before named: then nothing can go. */
function givesUp(last: Manager, managers: Managers): boolean {
  const now = managers.get(identityOf(last));
  return now?.apiVersion !== last.apiVersion || !isEmpty(difference(last.fields, now.fields));
}

/** Puts back what any manager owns, the applier's new configuration included; each as its own version sees it. */
function addBackOwned(
  merged: JsonObject,
  pruned: JsonObject,
  managers: Managers,
  lastVersion: string,
  request: FieldManagement,
): JsonObject {
  let result = pruned;
  for (const [apiVersion, owned] of fieldsByVersion(managers, lastVersion)) {
    const view = viewOf(apiVersion, request);
    if (view) result = view.toRequest(addBack(view.fromRequest(merged), view.fromRequest(result), owned, view));
  }
  return result;
}

/** The version that was applied last comes first: what it needs to be converted is then there. */
function fieldsByVersion(managers: Managers, first: string): ReadonlyMap<string, FieldSet> {
  const owned = new Map<string, FieldSet>([[first, EMPTY]]);
  for (const { apiVersion, fields } of managers.values()) {
    owned.set(apiVersion, union(owned.get(apiVersion) ?? EMPTY, fields));
  }
  return owned;
}

function addBack(merged: JsonObject, pruned: JsonObject, owned: FieldSet, { schema }: VersionView): JsonObject {
  const named = (fields: FieldSet) => withNamedFields(fields, schema);
  const stays = union(named(fieldsOf(pruned, schema)), named(owned));
  return removeFields(merged, difference(named(fieldsOf(merged, schema)), stays), schema);
}

/** Puts back what the applier never owned: it goes only where the applier's own fields go. */
function addBackDangling(merged: JsonObject, pruned: JsonObject, last: FieldSet, { schema }: VersionView): JsonObject {
  const named = (fields: FieldSet) => withNamedFields(fields, schema);
  const gone = difference(named(fieldsOf(merged, schema)), named(fieldsOf(pruned, schema)));
  return removeFields(merged, intersection(gone, named(last)), schema);
}
