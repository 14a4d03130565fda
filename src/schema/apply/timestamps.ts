import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import { equalJson } from '../../util/json-value.ts';
import { withManagedFields } from './field-management.ts';

/**
 * The object that is to be stored, with the times of its managedFields put back if nothing but these times differs from
 * the live object: a write that says nothing new must not make a new version. Both come decoded and defaulted; the
 * resourceVersion, which a client may leave out, does not count.
 */
export function revertTimestamps(live: KubeObject, updated: KubeObject): KubeObject {
  const before = live.metadata.managedFields ?? [];
  const after = updated.metadata.managedFields ?? [];
  if (before === after || before.length === 0 || before.length !== after.length) return updated;
  if (before.every((entry, index) => entry.time === after[index]!.time)) return updated;
  if (!before.every((entry, index) => equalJson(untimed(entry), untimed(after[index]!)))) return updated;
  return equalJson(content(live), content(updated)) ? withManagedFields(updated, before) : updated;
}

function untimed({ time: _, ...entry }: ManagedFieldsEntry): ManagedFieldsEntry {
  return entry;
}

function content(object: KubeObject): KubeObject {
  return { ...object, metadata: { ...object.metadata, managedFields: undefined, resourceVersion: undefined } };
}
