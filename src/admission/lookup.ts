import type { KubeObject } from '../api/object.ts';

/** All objects of a resource that is in no namespace, as they are now. Frozen. */
export interface Lookup {
  find(name: string): KubeObject | undefined;
  list(): readonly KubeObject[];
}
