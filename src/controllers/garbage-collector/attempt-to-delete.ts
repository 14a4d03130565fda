/** Decides, on what the server says now, whether an object goes with its owners. */
import type { KubeObject } from '../../api/object.ts';
import type { ApiClient, Target } from '../../client/client.ts';
import { nameOf, targetOfKey } from '../objects.ts';
import type { OwnerKinds } from '../owner-kinds.ts';
import { FINALIZERS, type Graph, type Node } from './graph.ts';
import type { MisplacedOwners } from './misplaced-owners.ts';
import { findOwners, type Owners } from './owners.ts';
import { deleteExactly, type Propagation, removeFinalizer, removeOwners, unblockOwners } from './writes.ts';

export interface CollectorPorts {
  readonly graph: Graph;
  readonly kinds: OwnerKinds;
  readonly client: ApiClient;
  readonly misplaced: MisplacedOwners;
  /** Has another object decided on. */
  enqueue(uid: string): void;
}

export async function attemptToDelete(node: Node, ports: CollectorPorts): Promise<void> {
  if (node.deletion === 'marked' || node.deletion === 'orphan') return;
  const target = targetOfKey(node.resource, node.key);
  const live = await ports.client.find(target);
  if (live?.metadata.uid !== node.uid) return;
  if (node.deletion === 'foreground') await waitForDependents(node, target, live, ports);
  else await collect(node, target, live, ports);
}

/** The object goes when the last dependent that blocks it has gone. */
async function waitForDependents(node: Node, target: Target, live: KubeObject, ports: CollectorPorts): Promise<void> {
  const blocking = ports.graph
    .dependentsOf(node.uid)
    .filter(({ links }) => links.some(({ owner, blocks }) => blocks && owner === node.uid));
  if (blocking.length === 0) {
    await removeFinalizer(ports.client, target, live, FINALIZERS.foreground);
    return;
  }
  for (const { uid, deletion } of blocking) if (deletion === 'none') ports.enqueue(uid);
}

async function collect(node: Node, target: Target, live: KubeObject, ports: CollectorPorts): Promise<void> {
  const references = live.metadata.ownerReferences ?? [];
  if (references.length === 0) return;
  const { namespace } = nameOf(node.resource, node.key);
  const owners = await findOwners(references, namespace, ports.kinds, ports.client);
  await ports.misplaced.tellOf(live, [...owners.dangling, ...owners.unknown]);
  if (owners.solid.length > 0) await keepWithSolidOwners(target, live, owners, ports.client);
  else if (owners.unknown.length > 0) return;
  else if (owners.waiting.length > 0 && ports.graph.dependentsOf(node.uid).length > 0) {
    await deleteWithDependents(node, target, live, ports);
  } else await deleteExactly(ports.client, target, live, propagationOf(live));
}

/** Owners that wait for the object's end would wait forever: another owner keeps it. */
async function keepWithSolidOwners(
  target: Target,
  live: KubeObject,
  { dangling, waiting }: Owners,
  client: ApiClient,
): Promise<void> {
  const leaving = new Set([...dangling, ...waiting].map(({ uid }) => uid));
  if (leaving.size > 0) await removeOwners(client, target, live, leaving);
}

/** Its owners wait for it, so it waits for its own dependents in turn. */
async function deleteWithDependents(
  node: Node,
  target: Target,
  live: KubeObject,
  ports: CollectorPorts,
): Promise<void> {
  const dependents = ports.graph.dependentsOf(node.uid);
  if (dependents.some(({ deletion }) => deletion === 'foreground')) {
    // Perhaps a circle of owners, each of which would wait for the next.
    await unblockOwners(ports.client, target, live);
    const { resourceVersion: _, ...metadata } = live.metadata;
    await deleteExactly(ports.client, target, { ...live, metadata }, 'Foreground');
    return;
  }
  await deleteExactly(ports.client, target, live, 'Foreground');
}

/** Whoever has put one of these finalizers on the object has said what is to become of its dependents. */
function propagationOf({ metadata }: KubeObject): Propagation {
  const finalizers = metadata.finalizers ?? [];
  if (finalizers.includes(FINALIZERS.orphan)) return 'Orphan';
  return finalizers.includes(FINALIZERS.foreground) ? 'Foreground' : 'Background';
}
