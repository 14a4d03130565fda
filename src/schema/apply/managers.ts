/** The managers of an object's fields, as metadata.managedFields lists them. */
import type { ManagedFieldsEntry } from '../../api/object.ts';
import { type FieldSet, isEmpty } from './field-set.ts';
import { decodeFields, encodeFields } from './fields-v1.ts';
import { TypedError } from './typed-error.ts';

export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string | undefined;
  readonly fields: FieldSet;
}

/** By identity. */
export type Managers = ReadonlyMap<string, Manager>;

/**
 * Two entries of one identity are one manager: an applier is the same in every version, an updater is not. Identities
 * sort as upstream sorts them.
 */
export function identityOf({ name, operation, apiVersion, subresource }: Omit<Manager, 'time' | 'fields'>): string {
  const manager = name && `"manager":${JSON.stringify(name)},`;
  const version = operation === 'Update' ? `,"apiVersion":${JSON.stringify(apiVersion)}` : '';
  const part = subresource && `,"subresource":${JSON.stringify(subresource)}`;
  return `{${manager}"operation":"${operation}"${version}${part}}`;
}

/** @throws TypedError for an entry that upstream would not read either */
export function decodeManagers(entries: readonly ManagedFieldsEntry[] | undefined): Managers {
  const managers = new Map<string, Manager>();
  for (const [index, entry] of (entries ?? []).entries()) {
    const manager = decodeEntry(entry, index);
    managers.set(identityOf(manager), manager);
  }
  return managers;
}

function decodeEntry(entry: ManagedFieldsEntry, index: number): Manager {
  const { manager = '', operation, apiVersion, subresource = '', time, fieldsType, fieldsV1 = {} } = entry;
  if (operation !== 'Apply' && operation !== 'Update') throw new TypedError('operation must be `Apply` or `Update`');
  if (!apiVersion) throw new TypedError('apiVersion must not be empty');
  if (!fieldsType) throw new TypedError(`missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== 'FieldsV1')
    throw new TypedError(`invalid fieldsType "${fieldsType}" in managed fields entry ${index}`);
  return { name: manager, operation, apiVersion, subresource, time, fields: decodeFields(fieldsV1) };
}

export function encodeManagers(managers: Managers): ManagedFieldsEntry[] | undefined {
  return managers.size === 0 ? undefined : [...managers.values()].sort(inOrder).map(encodeEntry);
}

function encodeEntry({ name, operation, apiVersion, subresource, time, fields }: Manager): ManagedFieldsEntry {
  return {
    ...(name && { manager: name }),
    operation,
    apiVersion,
    ...(time && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: encodeFields(fields),
    ...(subresource && { subresource }),
  };
}

/** Appliers first, then the oldest first. Times are of one form (RFC 3339, whole seconds, UTC), so they sort as text. */
function inOrder(left: Manager, right: Manager): number {
  return (
    compareText(left.operation, right.operation) ||
    compareText(left.time ?? '', right.time ?? '') ||
    compareText(left.name, right.name) ||
    compareText(left.apiVersion, right.apiVersion) ||
    compareText(left.subresource, right.subresource)
  );
}

export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Replaces a manager's fields; a manager who owns nothing is gone. */
export function setFields(managers: Map<string, Manager>, identity: string, fields: FieldSet): void {
  const manager = managers.get(identity);
  if (isEmpty(fields)) managers.delete(identity);
  else if (manager && manager.fields !== fields) managers.set(identity, { ...manager, fields });
}

export function sameManagers(left: Managers, right: Managers): boolean {
  return left.size === right.size && [...left].every(([identity, manager]) => right.get(identity) === manager);
}
