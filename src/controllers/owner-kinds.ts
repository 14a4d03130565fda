import { isPathSegmentName } from '../api/names.ts';
import type { OwnerReference } from '../api/object.ts';
import type { ObjectResource, Objects } from './objects.ts';

/** The kinds by which references name resources. */
export class OwnerKinds {
  readonly #objects: Objects;
  #from: readonly ObjectResource[] = [];
  #byKind = new Map<string, ObjectResource>();

  constructor(objects: Objects) {
    this.#objects = objects;
  }

  /** @returns undefined when the reference cannot be followed */
  find({ apiVersion, kind, name }: OwnerReference): ObjectResource | undefined {
    // Threat: a name that is a path would ask for something else than an owner.
    if (name === '' || isPathSegmentName(name).length > 0) return undefined;
    return this.#known().get(`${apiVersion} ${kind}`);
  }

  #known(): ReadonlyMap<string, ObjectResource> {
    const resources = this.#objects.resources();
    if (resources !== this.#from) {
      this.#from = resources;
      this.#byKind = new Map(
        resources.flatMap((resource) =>
          resource.kinds.map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, resource] as const),
        ),
      );
    }
    return this.#byKind;
  }
}
