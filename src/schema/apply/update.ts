/** Who owns what after a create, an update or a patch that is not an apply (apimachinery's managedfields). */
import { isJsonObject, type JsonObject, type KubeObject, type ManagedFieldsEntry } from '../../api/object.ts';
import { equalJson } from '../../util/json-value.ts';
import { atOnce, type Steps } from '../../util/pause.ts';
import { capUpdaters } from './cap-updaters.ts';
import { Changes, dispossess, lossesTo } from './changes.ts';
import { changedFields, isSame } from './compare.ts';
import { type FieldManagement, managerName, withoutManagedFields } from './field-management.ts';
import { type FieldSet, isEmpty, union } from './field-set.ts';
import { decodeManagers, encodeManagers, identityOf, type Manager, type Managers } from './managers.ts';
import { TypedError } from './typed-error.ts';
import { zeroObject } from './zero-value.ts';

export interface UpdateRequest extends FieldManagement {
  /** What is stored; absent on create. */
  readonly live?: KubeObject;
  /** What is to be stored: decoded and defaulted, before the strategy and admission touch it. */
  readonly updated: KubeObject;
}

/**
 * The managedFields that the updated object is to be stored with; undefined for none. Changes nothing that it is handed.
 *
 * The client's own managedFields count on the main resource: an empty list (or one empty entry) resets them, and from
 * then on nothing is tracked until the object is applied; what cannot be read is ignored.
 */
export function updateManagedFields(request: UpdateRequest): ManagedFieldsEntry[] | undefined {
  return atOnce(managedFieldsSteps(request));
}

/** `updateManagedFields`, for objects that may be big. */
export function* managedFieldsSteps(request: UpdateRequest): Steps<ManagedFieldsEntry[] | undefined> {
  const { live } = request;
  try {
    const source = entriesToStartFrom(request);
    yield;
    const managers = readable(source);
    if (live && managers.size === 0) return undefined;
    yield;
    const before = live ? withoutManagedFields(live) : zeroObject(request.schema);
    const changes = new Changes(before, withoutManagedFields(request.updated), request);
    if (source === live?.metadata.managedFields && isUntouched(managers, changes, request)) return source;
    yield;
    const after = afterUpdate(managers, changes, request);
    yield;
    return encodeManagers(after);
  } catch (error) {
    // An object that its schema cannot make sense of must not keep a write from going through.
    if (error instanceof TypedError) return live?.metadata.managedFields;
    throw error;
  }
}

/** Nothing changed in any version, so nobody's fields change either. */
function isUntouched(managers: Managers, changes: Changes, request: FieldManagement): boolean {
  return [...managers.values(), request].every(({ apiVersion }) => {
    const comparison = changes.in(apiVersion);
    return comparison !== undefined && isSame(comparison);
  });
}

/** Those who own a field that the write changes lose it to the writer. */
export function afterUpdate(managers: Managers, changes: Changes, request: FieldManagement): Managers {
  const kept = dispossess(managers, changes, lossesTo(managers, changes));
  const gained = changedFields(changes.in(request.apiVersion)!);
  if (!isEmpty(gained)) gain(kept, gained, request);
  return capUpdaters(kept);
}

function gain(managers: Map<string, Manager>, fields: FieldSet, request: FieldManagement): void {
  const { apiVersion, subresource, now } = request;
  const writer = { name: managerName(request), operation: 'Update' as const, apiVersion, subresource };
  const identity = identityOf(writer);
  const before = managers.get(identity)?.fields;
  managers.set(identity, { ...writer, time: now, fields: before ? union(fields, before) : fields });
}

function entriesToStartFrom({ live, updated, subresource }: UpdateRequest): ManagedFieldsEntry[] | undefined {
  const stored = live?.metadata.managedFields;
  const sent = updated.metadata?.managedFields;
  // The stored ones, where they are the same: their sets have been read before.
  if (subresource !== '' || sent === undefined || sent === null || equalJson(sent, stored)) return stored;
  if (isReset(sent)) return [];
  return readable(sent).size > 0 ? sent : stored;
}

function isReset(entries: readonly ManagedFieldsEntry[]): boolean {
  return entries.length === 0 || (entries.length === 1 && isEmptyEntry(entries[0]));
}

function isEmptyEntry(entry: unknown): boolean {
  return (
    isJsonObject(entry) &&
    Object.values(entry as JsonObject).every((value) => value === undefined || value === '' || value === null)
  );
}

function readable(entries: readonly ManagedFieldsEntry[] | undefined): Managers {
  try {
    return decodeManagers(entries);
  } catch (error) {
    if (error instanceof TypedError) return new Map();
    throw error;
  }
}
