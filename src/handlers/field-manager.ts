/** Who owns which fields after a write: metadata.managedFields, kept for every writer (KEP-555). */
import { apiVersionOf, type KubeObject, type ManagedFieldsEntry } from '../api/object.ts';
import { rfc3339 } from '../api/time.ts';
import { resetFields } from '../registry/reset-fields.ts';
import type { RequestContext } from '../request/context.ts';
import type { FieldManagement, VersionView } from '../schema/apply/field-management.ts';
import { managedFieldsSteps, type UpdateRequest, updateManagedFields } from '../schema/apply/update.ts';
import { schemaOf } from '../schema/schema-of.ts';
import { cloneJson } from '../util/clone.ts';
import { inTurns } from '../util/pause.ts';
import { headerOf } from './respond/json.ts';
import { type Scope, servedApiVersion, toServed, toStored } from './scope.ts';

const MAX_MANAGER = 128;

/** The manager a write counts for: what the client says, else the first word of its user agent. */
export function managerOf({ request }: Pick<RequestContext, 'request'>, fieldManager: string): string {
  if (fieldManager !== '') return fieldManager;
  const prefix = (headerOf(request, 'user-agent') ?? '').split('/', 1)[0]!;
  const printable = prefix.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '').slice(0, MAX_MANAGER);
  return printable || 'unknown';
}

/** Whose write this is, of which kind, in which version. */
export function fieldManagement(scope: Scope, fieldManager: string): FieldManagement {
  const { resource, info, schema, dependencies } = scope;
  const reset = resetFields(resource, info.subresource);
  return {
    manager: managerOf(scope.context, fieldManager),
    apiVersion: servedApiVersion(scope),
    subresource: info.subresource,
    now: rfc3339(dependencies.clock.now()),
    schema,
    ...(reset && { resetFields: reset }),
    ...(resource.versions.length > 1 && { otherVersions: otherVersions(scope) }),
  };
}

/** The same kind in its other versions, so that who owned a field there still owns it here. */
function otherVersions(scope: Scope): Map<string, VersionView> {
  const others = scope.resource.versions.filter((version) => version !== scope.version);
  return new Map(
    others.map((version) => {
      const other: Scope = { ...scope, version };
      const view: VersionView = {
        schema: schemaOf(version.model),
        fromRequest: (object) => toServed(other, toStored(scope, cloneJson(object as KubeObject))),
        toRequest: (object) => toServed(scope, toStored(other, cloneJson(object as KubeObject))),
      };
      return [apiVersionOf({ group: scope.resource.group, version: version.version }), view];
    }),
  );
}

/**
 * Sets metadata.managedFields of an object that a create, update or patch made: defaulted, but not yet touched by
 * admission and the strategy.
 * @param live undefined on create
 */
export function trackFields(
  scope: Scope,
  object: KubeObject,
  live: KubeObject | undefined,
  fieldManager: string,
): void {
  setManagedFields(object, updateManagedFields(updateRequest(scope, object, live, fieldManager)));
}

/** `trackFields`, of an object that may be big. */
export async function trackFieldsInTurns(
  scope: Scope,
  object: KubeObject,
  live: KubeObject | undefined,
  fieldManager: string,
): Promise<void> {
  setManagedFields(object, await inTurns(managedFieldsSteps(updateRequest(scope, object, live, fieldManager))));
}

function updateRequest(
  scope: Scope,
  object: KubeObject,
  live: KubeObject | undefined,
  fieldManager: string,
): UpdateRequest {
  const updated = toServed(scope, object);
  const management = fieldManagement(scope, fieldManager);
  return live ? { ...management, updated, live: toServed(scope, live) } : { ...management, updated };
}

export function setManagedFields(object: KubeObject, managedFields: ManagedFieldsEntry[] | undefined): void {
  if (managedFields && managedFields.length > 0) object.metadata.managedFields = managedFields;
  else delete object.metadata.managedFields;
}
