import { type ObjectMeta, qualifiedName } from '../../api/object.ts';
import { type ControllerPorts, hasReason } from '../controller.ts';
import { nameOf, type ObjectResource, type Objects, type StoredObject, targetOfKey } from '../objects.ts';
import { forEachPaced } from '../pacer.ts';
import type { Remaining } from './conditions.ts';

/** How many deletions of one namespace are under way at once. */
const CONCURRENCY = 8;

/** What a namespace's deletion waits for: while there are pods, for them alone. */
export function awaitedContent(objects: Objects, namespace: string): Remaining[] {
  const content = contentOf(objects, namespace);
  const pods = content.filter(isPods);
  return pods.length > 0 ? pods : content;
}

function contentOf(objects: Objects, namespace: string): Remaining[] {
  return objects
    .resources()
    .filter(({ namespaced, deletable }) => namespaced && deletable)
    .map((resource) => ({ resource, objects: objects.list(resource, namespace) }))
    .filter((remaining) => remaining.objects.length > 0);
}

/**
 * Deletes what is in a namespace and is not being deleted already.
 * Threat: a pod that outlives the policies of its namespace reaches what they kept it from (CVE-2024-7598). Nothing
 * else is touched while there are pods.
 * @returns what could not be deleted, one text a kind
 */
export async function deleteContent(
  namespace: string,
  { objects, client }: Pick<ControllerPorts, 'objects' | 'client'>,
): Promise<string[]> {
  const failures = await deleteAll(contentOf(objects, namespace).filter(isPods), client);
  const content = awaitedContent(objects, namespace);
  return content.some(isPods) ? failures : deleteAll(content, client);
}

function isPods({ resource }: Remaining): boolean {
  return resource.group === '' && resource.resource === 'pods';
}

async function deleteAll(content: readonly Remaining[], client: ControllerPorts['client']): Promise<string[]> {
  const failures = new Map<ObjectResource, string>();
  const all = content.flatMap(({ resource, objects }) => objects.map((stored) => ({ resource, stored })));
  await forEachPaced(all, CONCURRENCY, async ({ resource, stored }) => {
    try {
      await deleteOne(resource, stored, client);
    } catch (error) {
      if (!hasReason(error, 'NotFound', 'Conflict')) failures.set(resource, (error as Error).message);
    }
  });
  return [...failures.values()];
}

async function deleteOne(
  resource: ObjectResource,
  stored: StoredObject,
  client: ControllerPorts['client'],
): Promise<void> {
  const { uid, deletionTimestamp } = metadataOf(resource, stored);
  if (deletionTimestamp !== undefined) return;
  await client.delete(targetOfKey(resource, stored.key), { propagationPolicy: 'Background', preconditions: { uid } });
}

/** @throws Error that says which object is damaged, and nothing of what it holds */
function metadataOf(resource: ObjectResource, stored: StoredObject): ObjectMeta {
  try {
    return stored.object.metadata;
  } catch {
    const { name } = nameOf(resource, stored.key);
    throw new Error(`${qualifiedName(resource.group, resource.resource)} "${name}" cannot be read from the storage`);
  }
}
