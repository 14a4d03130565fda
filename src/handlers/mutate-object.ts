import type { Operation } from '../admission/admission.ts';
import type { KubeObject, ManagedFieldsEntry } from '../api/object.ts';
import type { GrantContext } from '../registry/strategy.ts';
import { decodeManagers } from '../schema/apply/managers.ts';
import { TypedError } from '../schema/apply/typed-error.ts';
import { mutate, warn } from './admit.ts';
import type { OperationOptions } from './options/operation-options.ts';
import { dedupOwnerReferences } from './owner-references.ts';
import type { Scope } from './scope.ts';

export interface Mutation extends OperationOptions {
  readonly operation: Operation;
  /** Changed in place. */
  readonly object: KubeObject;
  readonly oldObject: KubeObject | undefined;
}

/**
 * Mutating admission of an object that is to be written; what it may leave behind is put right. Then whoever writes
 * must hold what the object grants. The object is ready to be validated then.
 */
export async function mutateObject(scope: Scope, mutation: Mutation): Promise<void> {
  const { object, oldObject } = mutation;
  // What a patch made is looked at once only, as in kube-apiserver.
  if (scope.info.verb !== 'patch') dedupOwnerReferences(scope, object, '');
  const { managedFields } = object.metadata;
  const mutating = mutate(scope, mutation);
  if (mutating) await mutating;
  scope.context.trace?.object(object);
  dedupOwnerReferences(scope, object, 'after mutating admission');
  if (object.metadata.managedFields !== managedFields) keepReadable(scope, object, managedFields);
  const { strategy } = scope.resource;
  await strategy.prepareValidation?.(object, oldObject);
  const { confirmGrant } = scope.subresource ?? strategy;
  await confirmGrant?.(object, oldObject, grantContext(scope));
}

function grantContext({ context, info, dependencies }: Scope): GrantContext {
  const { authorizer, known, rbac } = dependencies;
  const { name, namespace, verb } = info;
  return { user: context.user, verb, namespace, name, authorizer, rbac, known };
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
