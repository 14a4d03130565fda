import type { KubeObject } from '../api/object.ts';
import { deepEqual } from '../util/deep-equal.ts';
import { type ControllerPorts, hasReason } from './controller.ts';
import { type ObjectResource, targetOf } from './objects.ts';

/** An object that has to be there, and to say what it has to say. */
export interface KeptObject {
  readonly resource: ObjectResource;
  readonly namespace: string;
  readonly name: string;
  make(): KubeObject;
  /** The object put right, or the same when it is right. Absent: once it is there, it is left alone. */
  repair?(current: KubeObject): KubeObject;
  /** What is wrong cannot be changed: the object is deleted, then made anew. */
  isBeyondRepair?(current: KubeObject): boolean;
  /** As `repair`, for the status. */
  repairStatus?(current: KubeObject): KubeObject;
}

/** Makes the object when it is missing, repairs it when it has drifted. Costs no request when all is well. */
export async function keep(
  kept: KeptObject,
  { objects, client }: Pick<ControllerPorts, 'objects' | 'client'>,
): Promise<void> {
  const { resource, namespace, name } = kept;
  const target = targetOf(resource, namespace, name);
  const found = objects.find(resource, namespace, name)?.object;
  // It cannot come back before it is gone; its deletion is seen, and leads here again.
  if (found?.metadata.deletionTimestamp !== undefined) return;
  if (found && kept.isBeyondRepair?.(found)) {
    await client.delete(target, { preconditions: { uid: found.metadata.uid } });
    return;
  }
  const current = found ? await repair(kept, found, client) : await create(kept, client);
  if (!current) return;
  const status = kept.repairStatus?.(current) ?? current;
  if (!deepEqual(status, current)) await client.update({ ...target, subresource: 'status' }, status);
}

async function repair(kept: KeptObject, found: KubeObject, client: ControllerPorts['client']): Promise<KubeObject> {
  const repaired = kept.repair?.(found) ?? found;
  if (deepEqual(repaired, found)) return found;
  return client.update(targetOf(kept.resource, kept.namespace, kept.name), repaired);
}

/** @returns undefined when another process was first: its object is seen soon, and leads here again */
async function create(kept: KeptObject, client: ControllerPorts['client']): Promise<KubeObject | undefined> {
  const { name: _, ...collection } = targetOf(kept.resource, kept.namespace, kept.name);
  try {
    return await client.create(collection, kept.make());
  } catch (error) {
    if (hasReason(error, 'AlreadyExists')) return undefined;
    throw error;
  }
}
