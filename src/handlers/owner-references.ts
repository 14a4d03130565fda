import type { KubeObject, OwnerReference } from '../api/object.ts';
import { repeats } from '../util/repeats.ts';
import { warn } from './admit.ts';
import type { Scope } from './scope.ts';

function identityOf({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference): string {
  return JSON.stringify([apiVersion, kind, name, uid, controller, blockOwnerDeletion]);
}

/** Takes owner references that stand twice out, and tells the client. @param when as the warning has it */
export function dedupOwnerReferences(scope: Scope, object: KubeObject, when: '' | 'after mutating admission'): void {
  const { ownerReferences = [] } = object.metadata;
  if (ownerReferences.length < 2) return;
  const isRepeated = repeats(ownerReferences.map(identityOf));
  const repeated = ownerReferences.filter((_, position) => isRepeated[position]).map(({ uid }) => uid);
  if (repeated.length === 0) return;
  object.metadata.ownerReferences = ownerReferences.filter((_, position) => !isRepeated[position]);
  const after = when === '' ? '' : ' after mutating admission happens';
  warn(
    scope,
    `.metadata.ownerReferences contains duplicate entries${after}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: [${repeated.join(' ')}]`,
  );
}
