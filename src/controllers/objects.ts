/** How controllers see the cluster: everything that is stored, in memory, as it is and as it changes. */
import type { KubeObject } from '../api/object.ts';
import type { ResourceRef, Target } from '../client/client.ts';

/** A kind of object that is stored. Resources that share their objects (events of two groups) are one of these. */
export interface ObjectResource extends ResourceRef {
  readonly namespaced: boolean;
  readonly deletable: boolean;
  /** What its keys start with; the rest is the name, behind `namespace/` where it is namespaced. */
  readonly prefix: string;
  /** Every `group/version` under which owner references may name it, with its kind there. */
  readonly kinds: readonly { readonly apiVersion: string; readonly kind: string }[];
}

/** One object at one revision, shared by everybody: neither the object nor its bytes may be changed. */
export interface StoredObject {
  readonly key: string;
  /** The wire JSON: to look for a word in it costs far less than to parse it. */
  readonly bytes: Buffer;
  /** Parsed when it is first asked for, and kept from then on. */
  readonly object: KubeObject;
}

export interface ObjectChange {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** As it is now; for DELETED, as it was last. */
  readonly current: StoredObject;
  readonly previous: StoredObject | undefined;
}

/**
 * Reads cost no request. They show every write that has been acknowledged to anyone in this process; where other
 * processes write too, they may be behind, so that what cannot be undone is checked by a request first.
 */
export interface Objects {
  /** The same resource is the same object each time. */
  resources(): readonly ObjectResource[];
  /** @throws Error when there is none: for controllers that name a built-in resource */
  resource(group: string, name: string): ObjectResource;
  find(resource: ObjectResource, namespace: string, name: string): StoredObject | undefined;
  /** In the order of their keys. */
  list(resource: ObjectResource, namespace?: string): readonly StoredObject[];
  /**
   * Tells of every change after this call, in order: `list` in the same tick shows what came before. Changes that
   * could not be followed one by one are told as their net effect. The listener must be quick and must not throw.
   * @returns ends it
   */
  watch(resource: ObjectResource, listener: (change: ObjectChange) => void): () => void;
}

export function nameOf(resource: ObjectResource, key: string): { namespace: string; name: string } {
  const rest = key.slice(resource.prefix.length);
  const slash = resource.namespaced ? rest.indexOf('/') : -1;
  return { namespace: rest.slice(0, Math.max(0, slash)), name: rest.slice(slash + 1) };
}

export function keyOf(resource: ObjectResource, namespace: string, name: string): string {
  return resource.prefix + (resource.namespaced ? `${namespace}/${name}` : name);
}

export function targetOf(resource: ObjectResource, namespace: string, name: string): Target {
  return { group: resource.group, version: resource.version, resource: resource.resource, namespace, name };
}

export function targetOfKey(resource: ObjectResource, key: string): Target {
  const { namespace, name } = nameOf(resource, key);
  return targetOf(resource, namespace, name);
}
