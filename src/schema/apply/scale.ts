/** Ownership of replicas, as the scale subresource shows and changes it (apimachinery's ScaleHandler). */
import type { ManagedFieldsEntry } from '../../api/object.ts';
import { difference, type FieldSet, fieldSet, has, union } from './field-set.ts';
import { decodeManagers, encodeManagers, identityOf, type Manager, type Managers, setFields } from './managers.ts';
import { fieldElement } from './path-element.ts';

const SCALE_VERSION = 'autoscaling/v1';
const REPLICAS_OF_SCALE = ['spec', 'replicas'];

/** Where each version of the parent keeps its replicas: `apps/v1` → `['spec', 'replicas']`. */
export type ReplicasPaths = ReadonlyMap<string, readonly string[]>;

/**
 * The managedFields of the Scale: those who own the parent's replicas.
 * @throws TypedError for managedFields that cannot be read
 */
export function scaleManagedFields(
  parent: readonly ManagedFieldsEntry[] | undefined,
  paths: ReplicasPaths,
): ManagedFieldsEntry[] | undefined {
  const owners = new Map<string, Manager>();
  for (const [identity, manager] of decodeManagers(parent)) {
    if (owns(manager, paths.get(manager.apiVersion))) {
      owners.set(identity, { ...manager, apiVersion: SCALE_VERSION, fields: fieldSet(REPLICAS_OF_SCALE) });
    }
  }
  return encodeManagers(owners);
}

/**
 * The parent's managedFields after its Scale was written: replicas go from those who lost them to those who have them.
 * @param apiVersion the parent's version in which replicas are owned from now on
 * @throws TypedError for managedFields that cannot be read
 */
export function parentManagedFields(
  parent: readonly ManagedFieldsEntry[] | undefined,
  scale: readonly ManagedFieldsEntry[] | undefined,
  apiVersion: string,
  paths: ReplicasPaths,
): ManagedFieldsEntry[] | undefined {
  const owners = ownersOf(decodeManagers(scale));
  const managers = new Map<string, Manager>();
  for (const [identity, manager] of decodeManagers(parent)) {
    const path = paths.get(manager.apiVersion);
    if (!path) continue;
    managers.set(identity, manager);
    if (owns(manager, path) && !owners.delete(scaleIdentity(manager))) {
      setFields(managers, identity, difference(manager.fields, fieldSet(path)));
    }
  }
  for (const owner of owners.values())
    own(managers, { ...owner, apiVersion, time: undefined, fields: fieldSet(paths.get(apiVersion)!) });
  return encodeManagers(managers);
}

function ownersOf(scale: Managers): Map<string, Manager> {
  return new Map([...scale].filter(([, manager]) => owns(manager, REPLICAS_OF_SCALE)));
}

function owns({ fields }: { fields: FieldSet }, path: readonly string[] | undefined): boolean {
  return path !== undefined && has(fields, path.map(fieldElement));
}

/** The same manager, as the Scale names it. */
function scaleIdentity(manager: Manager): string {
  return identityOf({ ...manager, apiVersion: SCALE_VERSION });
}

function own(managers: Map<string, Manager>, owner: Manager): void {
  const identity = identityOf(owner);
  const before = managers.get(identity);
  managers.set(identity, before ? { ...before, fields: union(before.fields, owner.fields) } : owner);
}
