import type { FieldError } from '../api/field.ts';
import type { KubeObject } from '../api/object.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { RbacIndex } from '../authorization/rbac/rbac-index.ts';
import type { UserInfo } from '../request/user-info.ts';

/** What a strategy may know of the request it acts in. */
export interface StrategyContext {
  /** RFC 3339, whole seconds. */
  readonly now: string;
  readonly user: UserInfo;
}

/** What this server has, as it is now. */
export interface KnownObjects {
  /** The plural name of a kind's resource; undefined: there is no such kind. */
  resourceOf(apiVersion: string, kind: string): string | undefined;
  /** Frozen. @param group with the resource: of one that is built in */
  find(group: string, resource: string, namespace: string, name: string): KubeObject | undefined;
}

/** What a strategy may ask about the rights of whoever writes. */
export interface GrantContext {
  readonly user: UserInfo;
  /** Of the request. */
  readonly verb: string;
  /** Of the request; empty for cluster-scoped kinds. */
  readonly namespace: string;
  /** As the path has it: empty on create. */
  readonly name: string;
  readonly authorizer: Authorizer;
  readonly rbac: RbacIndex;
  readonly known: KnownObjects;
}

/**
 * The rules of one resource, as kube-apiserver's registry strategies hold them. Objects come decoded, in the resource's
 * stored version; all functions are pure but for changing the object they are handed (`object`, never `old`).
 *
 * The order on create: defaults → (mutating admission) → prepareForCreate → validate → store.
 * On update: defaults → (mutating admission) → prepareForUpdate → validateUpdate → store.
 * Behind defaults, and again before validation, what is shown unset is filled in: fields may be null then, as their
 * types say, and structs that Go holds by value are there.
 */
export interface Strategy<T extends KubeObject = any> {
  /** Fills what clients may leave out (upstream's SetDefaults_*). Runs on every decode: create, update, patch results, and stored objects of older releases. */
  defaults?(object: T): void;
  /** Drops or sets what a client may not choose: status, disabled fields, initial phase, generation 1 is set by the store. */
  prepareForCreate?(object: T, context: StrategyContext): void;
  /** Puts back what an update may not touch (status, immutable bookkeeping). */
  prepareForUpdate?(object: T, old: T, context: StrategyContext): void;
  /**
   * Loads what validation needs, where that is not there from the start, and does beforehand what of it takes long: this
   * may pause, `validate` may not. Done before every create and update.
   * @param old what is stored, on an update: what `validateUpdate` gets
   */
  prepareValidation?(object: T, old: T | undefined): Promise<void>;
  /** Everything but metadata, which the store validates for every kind. */
  validate?(object: T): FieldError[];
  /** Everything but metadata. Called instead of `validate` on update: call it from here where upstream does. */
  validateUpdate?(object: T, old: T): FieldError[];
  /**
   * Refuses a write that would give others more than its writer holds. Runs behind mutating admission, for creates,
   * updates, patches and applies, dry runs too.
   * @throws StatusError 403, or 422 where upstream says so
   */
  confirmGrant?(object: T, old: T | undefined, context: GrantContext): Promise<void>;
  /** Texts for Warning headers. */
  warnings?(object: T, old: T | undefined): string[];
  /** metadata.generation is kept: 1 on create, +1 when a change of anything but metadata and status is stored. */
  readonly tracksGeneration?: boolean;
  /**
   * With tracksGeneration: what of the metadata counts too (annotations of Deployments, which their controller copies;
   * labels of EndpointSlices).
   */
  readonly generationMetadata?: 'annotations' | 'labels';
  /**
   * What becomes of dependents when a deletion does not say; default Background (GarbageCollectionDeleteStrategy).
   * Unsupported: there are none, and no finalizer waits for the garbage collector, whatever a deletion says.
   */
  readonly defaultPropagation?: 'Background' | 'Orphan' | 'Unsupported';
  /** Text for a Warning header when a deletion did not say what becomes of dependents. */
  readonly defaultPropagationWarning?: string;
  /** How a name is checked; default: DNS-1123 subdomain. Returns what is wrong, in upstream's words. */
  readonly validateName?: (name: string, isPrefix: boolean) => string[];
  /** metadata.generateName is taken as the name when false (IPAddress); default true: letters are appended. */
  readonly generatesNames?: boolean;
  /** PUT to a name that does not exist creates it. */
  readonly allowCreateOnUpdate?: boolean;
  /** PUT without a resourceVersion overwrites whatever is there. Default true, as for nearly all kinds. */
  readonly allowUnconditionalUpdate?: boolean;
  /** Seconds of grace that a deletion starts with; undefined or 0: the object goes at once (pods have 30). */
  gracePeriodSeconds?(object: T, requested: number | undefined): number;
  /** Why this object must stay; undefined for all others (the priority classes of the system). */
  refuseDeletion?(object: T): string | undefined;
  /** Whether something beside metadata.finalizers keeps a deleted object (a namespace's spec.finalizers). */
  holdsDeletion?(object: T): boolean;
  /** The object was just marked as being deleted (a namespace's phase turns to Terminating). */
  onDeletionMarked?(object: T): void;
}

export type ViewVerb = 'get' | 'patch' | 'update';
export const VIEW_VERBS: readonly ViewVerb[] = ['get', 'patch', 'update'];

/** One subresource that shows and changes part of the parent object (`status`, `ephemeralcontainers`, `resize`, …). */
export interface ObjectSubresource<T extends KubeObject = any> {
  /** What may be done with it; default all of VIEW_VERBS. */
  readonly verbs?: readonly ViewVerb[];
  /** Puts back everything that this subresource may not touch. */
  prepareForUpdate(object: T, old: T, context: StrategyContext): void;
  validateUpdate?(object: T, old: T): FieldError[];
  /** As of the strategy, which is not asked then. The object is as the client sent it. */
  confirmGrant?(object: T, old: T | undefined, context: GrantContext): Promise<void>;
  warnings?(object: T, old: T): string[];
}
