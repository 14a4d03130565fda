/** The garbage collector's changes of metadata. Each names the version it was decided on: a lost race is decided anew. */
import type { KubeObject, ObjectMeta, OwnerReference } from '../../api/object.ts';
import type { ApiClient, Target } from '../../client/client.ts';

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

export async function deleteExactly(
  client: ApiClient,
  target: Target,
  { metadata }: KubeObject,
  propagationPolicy: Propagation,
): Promise<void> {
  const { uid, resourceVersion } = metadata;
  await client.delete(target, { propagationPolicy, preconditions: { uid, resourceVersion } });
}

export function removeFinalizer(
  client: ApiClient,
  target: Target,
  { metadata }: KubeObject,
  finalizer: string,
): Promise<void> {
  const finalizers = (metadata.finalizers ?? []).filter((other) => other !== finalizer);
  return patchMetadata(client, target, metadata, { finalizers });
}

/** @param uids of the owners that are no longer to be named */
export function removeOwners(
  client: ApiClient,
  target: Target,
  { metadata }: KubeObject,
  uids: ReadonlySet<string>,
): Promise<void> {
  const ownerReferences = (metadata.ownerReferences ?? []).filter(({ uid }) => !uids.has(uid));
  return patchMetadata(client, target, metadata, { ownerReferences });
}

/** The object goes on being owned, and no longer holds up its owners' deletion. */
export function unblockOwners(client: ApiClient, target: Target, { metadata }: KubeObject): Promise<void> {
  const ownerReferences = (metadata.ownerReferences ?? []).map(
    (reference): OwnerReference => ({ ...reference, blockOwnerDeletion: false }),
  );
  return patchMetadata(client, target, metadata, { ownerReferences });
}

async function patchMetadata(
  client: ApiClient,
  target: Target,
  { uid, resourceVersion }: ObjectMeta,
  change: Pick<ObjectMeta, 'finalizers' | 'ownerReferences'>,
): Promise<void> {
  await client.patch(target, 'merge', { metadata: { uid, resourceVersion, ...change } });
}
