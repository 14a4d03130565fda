/** What has become of an object's owners. */

import type { KubeObject, OwnerReference } from '../../api/object.ts';
import type { ApiClient } from '../../client/client.ts';
import { type ObjectResource, type Objects, targetOf } from '../objects.ts';
import type { OwnerKinds } from '../owner-kinds.ts';
import { FINALIZERS } from './graph.ts';

export interface Owners {
  /** Alive. */
  readonly solid: readonly OwnerReference[];
  /** Gone, or replaced by a namesake. */
  readonly dangling: readonly OwnerReference[];
  /** Being deleted in the foreground: they wait for this object to go. */
  readonly waiting: readonly OwnerReference[];
  /** Of an unknown kind, in a namespace while the dependent is in none, or with an impossible name: nobody can tell. */
  readonly unknown: readonly OwnerReference[];
}

type Standing = keyof Owners;

/** As far as this process has seen: enough to tell that all is well, not enough to delete anything. */
export function seemsOwned(
  references: readonly OwnerReference[],
  namespace: string,
  kinds: OwnerKinds,
  objects: Objects,
): boolean {
  return references.every((reference) => {
    const resource = kinds.find(reference);
    if (!resource) return true;
    if (isOutOfReach(resource, namespace)) return false;
    return standingOf(reference, objects.find(resource, namespace, reference.name)?.object) === 'solid';
  });
}

/** Asks the server for each owner. */
export async function findOwners(
  references: readonly OwnerReference[],
  namespace: string,
  kinds: OwnerKinds,
  client: ApiClient,
): Promise<Owners> {
  const standings = await Promise.all(
    references.map(async (reference): Promise<Standing> => {
      const resource = kinds.find(reference);
      if (!resource || isOutOfReach(resource, namespace)) return 'unknown';
      const target = targetOf(resource, resource.namespaced ? namespace : '', reference.name);
      return standingOf(reference, await client.find(target));
    }),
  );
  const having = (standing: Standing) => references.filter((_, i) => standings[i] === standing);
  return {
    solid: having('solid'),
    dangling: having('dangling'),
    waiting: having('waiting'),
    unknown: having('unknown'),
  };
}

/** What is in no namespace cannot say in which its owner is. */
function isOutOfReach({ namespaced }: ObjectResource, namespace: string): boolean {
  return namespaced && namespace === '';
}

function standingOf({ uid }: OwnerReference, owner: KubeObject | undefined): Standing {
  if (owner?.metadata.uid !== uid) return 'dangling';
  const { deletionTimestamp, finalizers = [] } = owner.metadata;
  const isWaiting = deletionTimestamp !== undefined && finalizers.includes(FINALIZERS.foreground);
  return isWaiting ? 'waiting' : 'solid';
}
