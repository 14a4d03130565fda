import type { KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import { equalJson } from '../../util/json-value.ts';
import { withManagedFields, withoutManagedFields } from './field-management.ts';

/**
 * The object that is to be stored, with the times of its managedFields put back if nothing but times differs from the
 * live object: a write that says nothing new must not make a new version.
 */
export function revertTimestamps(live: KubeObject, updated: KubeObject): KubeObject {
  const before = live.metadata.managedFields ?? [];
  const after = updated.metadata.managedFields ?? [];
  if (before === after || before.length === 0 || before.length !== after.length) return updated;
  if (before.every((entry, index) => entry.time === after[index]!.time)) return updated;
  if (!before.every((entry, index) => equalJson(untimed(entry), untimed(after[index]!)))) return updated;
  const rest = withoutManagedFields(updated);
  return equalJson(withoutManagedFields(live), rest) ? withManagedFields(rest, before) : updated;
}

function untimed({ time: _, ...entry }: ManagedFieldsEntry): ManagedFieldsEntry {
  return entry;
}
