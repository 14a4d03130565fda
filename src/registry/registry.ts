import type { GroupVersionKind } from '../api/object.ts';
import type { ObjectSchema } from '../schema/schema.ts';
import { schemaOf } from '../schema/schema-of.ts';
import type { Resource, ServedVersion, TableDefinition } from './resource.ts';
import type { ResourceStore } from './store/store.ts';
import { defaultTable } from './table/default-table.ts';
import { tables } from './tables.ts';

/** A resource in one of the versions it is served in. */
export interface Served {
  readonly resource: Resource;
  readonly version: ServedVersion;
  readonly store: ResourceStore;
  readonly table: TableDefinition;
  readonly schema: ObjectSchema;
}

/** Every resource that is served, by the words a path has for it. Resources may come and go while it runs. */
export class Registry {
  readonly #served = new Map<string, Served>();
  readonly #kinds = new Set<string>();
  readonly #groupVersions = new Set<string>();
  #generation = 0;

  /** Another number whenever another resource is served: what was found out before may be otherwise. */
  get generation(): number {
    return this.#generation;
  }

  add(resource: Resource, store: ResourceStore): void {
    this.#generation += 1;
    for (const version of resource.versions) {
      const path = pathKey(resource.group, version.version, resource.name);
      if (this.#served.has(path)) throw new Error(`two resources are called ${path}`);
      this.#served.set(path, served(resource, version, store));
      this.#groupVersions.add(`${resource.group}/${version.version}`);
      this.#kinds.add(pathKey(resource.group, version.version, version.kind ?? resource.kind));
    }
  }

  find(group: string, version: string, name: string): Served | undefined {
    return this.#served.get(pathKey(group, version, name));
  }

  hasGroupVersion(group: string, version: string): boolean {
    return this.#groupVersions.has(`${group}/${version}`);
  }

  knowsKind({ group, version, kind }: GroupVersionKind): boolean {
    return this.#kinds.has(pathKey(group, version, kind));
  }

  /** By group, version and name, in the order in which they were added. */
  all(): Iterable<Served> {
    return this.#served.values();
  }

  /** @throws Error when there is none: for callers that name a built-in resource */
  store(group: string, name: string): ResourceStore {
    for (const entry of this.#served.values()) {
      if (entry.resource.group === group && entry.resource.name === name) return entry.store;
    }
    throw new Error(`no resource ${name} in group "${group}"`);
  }
}

function pathKey(group: string, version: string, name: string): string {
  return `${group}/${version}/${name}`;
}

function served(resource: Resource, version: ServedVersion, store: ResourceStore): Served {
  return {
    resource,
    version,
    store,
    table: resource.table ?? tables.get(`${resource.group}/${resource.name}`) ?? defaultTable,
    schema: schemaOf(version.model),
  };
}
