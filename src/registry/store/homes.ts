/** New objects and the namespaces that they come into. */
import { isTerminating, namespaceTerminating } from '../../api/namespaces.ts';
import type { KubeObject, ObjectMeta } from '../../api/object.ts';
import { badRequest, notFound } from '../../api/status.ts';
import type { WriteOperation } from '../../storage/storage.ts';
import type { Resource } from '../resource.ts';
import { commitWrite, resourceOf, type StoreContext, type WriteChange } from './contract.ts';
import { objectKey } from './keys.ts';
import { isConflict, raceSettled } from './race.ts';

/**
 * Threat: whoever changes objects on their way in could put one where others have the say, past all that judged it.
 * @throws StatusError 400
 */
export function settleNamespace({ namespaced }: Resource, metadata: ObjectMeta, requested: string): void {
  if (!namespaced) delete metadata.namespace;
  else if (!metadata.namespace) metadata.namespace = requested;
  else if (metadata.namespace !== requested) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
}

/**
 * Commits a new object, and with it that its namespace is as it was found open: it may have ended since the object was
 * admitted, and whoever makes one of that name anew must not find this object in it.
 * @throws StatusError 404, 403
 */
export async function commitAtHome(
  store: StoreContext,
  object: KubeObject,
  operations: readonly WriteOperation[],
): Promise<number> {
  const change: WriteChange = { before: undefined, after: object };
  const namespaces = store.resource.namespaced ? store.dependencies.namespaces?.() : undefined;
  if (!namespaces) return commitWrite(store, change, operations);
  for (;;) {
    const home = openHome(store, namespaces, object.metadata);
    try {
      return await commitWrite(store, change, [...operations, home]);
    } catch (error) {
      if (!isConflict(error) || error.key !== home.key) throw error;
      await raceSettled(namespaces, error);
    }
  }
}

function openHome(store: StoreContext, namespaces: StoreContext, metadata: ObjectMeta): WriteOperation {
  const { namespace = '', name = '' } = metadata;
  const key = objectKey(namespaces.resource, '', namespace);
  const found = namespaces.cache.get(key);
  if (!found) throw notFound(resourceOf(namespaces), namespace);
  if (isTerminating(found.object)) throw namespaceTerminating(resourceOf(store), name, namespace);
  return { type: 'check', key, expected: found.revision };
}
