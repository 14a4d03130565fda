import type { Operation } from '../admission/admission.ts';
import type { KubeObject, ManagedFieldsEntry } from '../api/object.ts';
import { decodeManagers } from '../schema/apply/managers.ts';
import { TypedError } from '../schema/apply/typed-error.ts';
import { mutate, warn } from './admit.ts';
import { dedupOwnerReferences } from './owner-references.ts';
import type { Scope } from './scope.ts';

export interface Mutation {
  readonly operation: Operation;
  /** Changed in place. */
  readonly object: KubeObject;
  readonly oldObject: KubeObject | undefined;
  readonly dryRun: boolean;
}

/** Mutating admission of an object that is to be written; what it may leave behind is put right. */
export async function mutateObject(scope: Scope, mutation: Mutation): Promise<void> {
  const { object } = mutation;
  dedupOwnerReferences(scope, object, '');
  const { managedFields } = object.metadata;
  const mutating = mutate(scope, mutation);
  if (mutating) await mutating;
  dedupOwnerReferences(scope, object, 'after mutating admission');
  if (object.metadata.managedFields !== managedFields) keepReadable(scope, object, managedFields);
}

/** Plugins may change who owns what, but not to something that nobody can read. */
function keepReadable(scope: Scope, object: KubeObject, before: ManagedFieldsEntry[] | undefined): void {
  try {
    decodeManagers(object.metadata.managedFields);
  } catch (error) {
    if (!(error instanceof TypedError)) throw error;
    if (before) object.metadata.managedFields = before;
    else delete object.metadata.managedFields;
    warn(
      scope,
      `.metadata.managedFields was in an invalid state after admission; this could be caused by an outdated mutating admission controller; please fix your requests: ${error.message}`,
    );
  }
}
