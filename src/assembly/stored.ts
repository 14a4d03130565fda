import type { KubeObject } from '../api/object.ts';
import type { Objects } from '../controllers/objects.ts';
import type { StoredResource } from '../util/in-step.ts';

/** One resource of those that are stored. */
export function stored(objects: Objects, group: string, name: string): StoredResource<KubeObject> {
  const resource = objects.resource(group, name);
  return { list: () => objects.list(resource), watch: (listener) => objects.watch(resource, listener) };
}
