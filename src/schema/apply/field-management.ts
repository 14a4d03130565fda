/** What both ways of writing an object share: whose request it is, and in which versions its managers see it. */
import type { JsonObject, KubeObject, ManagedFieldsEntry } from '../../api/object.ts';
import type { ObjectSchema } from '../schema.ts';
import { difference, type FieldSet, fieldSet } from './field-set.ts';

/** How an object is seen in another version than that of the request. */
export interface VersionView {
  readonly schema: ObjectSchema;
  fromRequest(object: JsonObject): JsonObject;
  toRequest(object: JsonObject): JsonObject;
}

export interface FieldManagement {
  /** The `fieldManager` parameter, or what stands for it. Empty: `unknown`. */
  readonly manager: string;
  /** The version of the request, in which all objects handed in are. */
  readonly apiVersion: string;
  /** Empty for the main resource. */
  readonly subresource: string;
  /** RFC 3339, whole seconds, UTC. */
  readonly now: string;
  readonly schema: ObjectSchema;
  /** What this resource or subresource does not write, whatever the request says: nobody comes to own it here. */
  readonly resetFields?: FieldSet;
  /** Other versions of the kind, by apiVersion. Managers of a version that is unknown lose what they owned. */
  readonly otherVersions?: ReadonlyMap<string, VersionView>;
}

/** What is never owned: it identifies the object, or the server writes it. */
const UNTRACKED = fieldSet(
  ['apiVersion'],
  ['kind'],
  ['metadata'],
  ...[
    'clusterName',
    'creationTimestamp',
    'generation',
    'managedFields',
    'name',
    'namespace',
    'resourceVersion',
    'selfLink',
    'uid',
  ].map((name) => ['metadata', name]),
);

export function tracked(fields: FieldSet): FieldSet {
  return difference(fields, UNTRACKED);
}

export function withoutManagedFields(object: KubeObject): JsonObject {
  if (object.metadata?.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}

export function withManagedFields(object: JsonObject, managedFields: ManagedFieldsEntry[] | undefined): KubeObject {
  const metadata = { ...object.metadata, ...(managedFields && { managedFields }) };
  return { ...object, metadata } as KubeObject;
}

export function managerName({ manager }: FieldManagement): string {
  return manager || 'unknown';
}

/** The view of a version, that of the request included; undefined for one that is not known. */
export function viewOf(apiVersion: string, request: FieldManagement): VersionView | undefined {
  if (apiVersion !== request.apiVersion) return request.otherVersions?.get(apiVersion);
  return { schema: request.schema, fromRequest: (object) => object, toRequest: (object) => object };
}
