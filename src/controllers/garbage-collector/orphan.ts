import type { ApiClient } from '../../client/client.ts';
import { hasReason } from '../controller.ts';
import { targetOfKey } from '../objects.ts';
import { forEachPaced } from '../pacer.ts';
import { FINALIZERS, type Graph, type Node } from './graph.ts';
import { removeFinalizer, removeOwners } from './writes.ts';

const CONCURRENCY = 8;

/** Sets an object's dependents free, then lets it go. Rejects while one of them still names it as its owner. */
export async function orphanDependents(node: Node, graph: Graph, client: ApiClient): Promise<void> {
  const failures: unknown[] = [];
  await forEachPaced(graph.dependentsOf(node.uid), CONCURRENCY, async (dependent) => {
    await setFree(dependent, node.uid, client).catch((error) => {
      const isGone = hasReason(error, 'NotFound');
      if (!isGone) failures.push(error);
    });
  });
  if (failures.length > 0) throw failures[0];
  const target = targetOfKey(node.resource, node.key);
  const live = await client.find(target);
  if (live?.metadata.uid === node.uid) await removeFinalizer(client, target, live, FINALIZERS.orphan);
}

async function setFree({ resource, key, uid }: Node, owner: string, client: ApiClient): Promise<void> {
  const target = targetOfKey(resource, key);
  const live = await client.find(target);
  const isOwned = live?.metadata.ownerReferences?.some((reference) => reference.uid === owner);
  if (live?.metadata.uid === uid && isOwned) await removeOwners(client, target, live, new Set([owner]));
}
