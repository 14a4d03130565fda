import { MAX_OBJECT_VALUES } from '../api/json.ts';
import type { KubeObject } from '../api/object.ts';
import type { ObjectSubresource, Strategy } from './strategy.ts';

/** A column of `kubectl get` (metav1.TableColumnDefinition). */
export interface TableColumn {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format: string;
  readonly description: string;
  /** 0 is always shown, 1 with `-o wide`. */
  readonly priority: number;
}

export interface TableOptions {
  /** The clock that ages are told against, in milliseconds. */
  readonly now: number;
}

/** How a kind prints. `cells` gives one value a column, in the columns' order. */
export interface TableDefinition<T extends KubeObject = any> {
  readonly columns: readonly TableColumn[];
  cells(object: T, options: TableOptions): unknown[];
}

/** One version in which a resource is served. Conversion is to and from the stored version; absent: only apiVersion differs. */
export interface ServedVersion<T extends KubeObject = any> {
  readonly version: string;
  /** The typed model's name in the schema: `V1Pod`. */
  readonly model: string;
  readonly kind?: string;
  toStored?(object: KubeObject): T;
  fromStored?(object: T): KubeObject;
}

/** What the scale subresource (autoscaling/v1 Scale) reads and writes. */
export interface ScaleSubresource<T extends KubeObject = any> {
  replicas(object: T): number;
  setReplicas(object: T, replicas: number): void;
  statusReplicas(object: T): number;
  /** The label selector in its string form. */
  selector(object: T): string;
}

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';
export const ALL_VERBS: readonly Verb[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

/** One built-in resource: everything the generic handlers need to serve it. */
export interface Resource<T extends KubeObject = any> {
  readonly group: string;
  /** The group of the kind that is told to be invalid: another's, where its objects are served (events are core events). */
  readonly kindGroup: string;
  /** Plural, lower case: the path's segment. */
  readonly name: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly Verb[];
  /** Best first. Version 0 is the one stored unless `storedVersion` says otherwise. */
  readonly versions: readonly ServedVersion<T>[];
  readonly storedVersion: string;
  /** The typed model of what is stored: that of the stored version, unless it is another resource's. */
  readonly storedModel: string;
  /** The key prefix in storage, with its trailing slash: `/registry/pods/`. */
  readonly prefix: string;
  readonly strategy: Strategy<T>;
  readonly status?: ObjectSubresource<T>;
  readonly scale?: ScaleSubresource<T>;
  /** Other subresources that are views of the parent object (`ephemeralcontainers`, `resize`, `approval`, `finalize`). */
  readonly objectSubresources?: Readonly<Record<string, ObjectSubresource<T>>>;
  /** Subresources that need a node: answered 503 until a node proxy exists. Name → kind in discovery. */
  readonly connectSubresources?: Readonly<Record<string, { kind: string; verbs: readonly string[] }>>;
  /** Field selectors beside metadata.name and metadata.namespace. */
  readonly selectableFields?: Readonly<Record<string, (object: T) => string>>;
  readonly table?: TableDefinition<T>;
  /** Why not to use this kind any more: a Warning header on every request (`v1 Endpoints is deprecated in v1.33+; …`). */
  readonly deprecation?: string;
  /** Upstream's first release without it: `1.25`. */
  readonly removedRelease?: string;
  /** A deletion answers with the object it removed instead of a Status. */
  readonly returnsDeleted?: boolean;
  /** How many JSON values an object may have, its managedFields included; a body as well. */
  readonly maxValues: number;
  /** Objects delete themselves this many seconds after their last write (events: 3600). */
  readonly ttlSeconds?: number;
}

/** A resource's declaration with what can be derived left out. */
export type ResourceDeclaration<T extends KubeObject = any> = Pick<Resource<T>, 'name' | 'kind' | 'namespaced'> &
  Partial<Resource<T>>;

/** Fills in the derived parts: singular, list kind, storage prefix, one version `v1`, the usual bounds. */
export function defineResource<T extends KubeObject = any>(declaration: ResourceDeclaration<T>): Resource<T> {
  const versions = declaration.versions ?? [{ version: 'v1', model: `V1${declaration.kind}` }];
  const storedVersion = declaration.storedVersion ?? versions[0]!.version;
  return {
    group: '',
    singular: declaration.kind.toLowerCase(),
    listKind: `${declaration.kind}List`,
    shortNames: [],
    categories: [],
    verbs: ALL_VERBS,
    storedVersion,
    storedModel: versions.find(({ version }) => version === storedVersion)!.model,
    prefix: `/registry/${declaration.name}/`,
    strategy: {},
    maxValues: MAX_OBJECT_VALUES,
    kindGroup: declaration.group ?? '',
    ...declaration,
    versions,
  };
}
