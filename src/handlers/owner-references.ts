import type { KubeObject, OwnerReference } from '../api/object.ts';
import { equalJson } from '../util/json-value.ts';
import { warn } from './admit.ts';
import type { Scope } from './scope.ts';

/** Takes owner references that stand twice out, and tells the client. @param when as the warning has it */
export function dedupOwnerReferences(scope: Scope, object: KubeObject, when: '' | 'after mutating admission'): void {
  const { ownerReferences = [] } = object.metadata;
  if (ownerReferences.length < 2) return;
  const kept: OwnerReference[] = [];
  const repeated: string[] = [];
  for (const reference of ownerReferences) {
    if (kept.some((other) => equalJson(other, reference))) repeated.push(reference.uid);
    else kept.push(reference);
  }
  if (repeated.length === 0) return;
  object.metadata.ownerReferences = kept;
  const after = when === '' ? '' : ' after mutating admission happens';
  warn(
    scope,
    `.metadata.ownerReferences contains duplicate entries${after}; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: [${repeated.join(' ')}]`,
  );
}
