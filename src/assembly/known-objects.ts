import type { Objects } from '../controllers/objects.ts';
import type { KnownObjects } from '../registry/strategy.ts';

/** What strategies may look at. */
export function knownObjects(objects: Objects): KnownObjects {
  return {
    resourceOf: (apiVersion, kind) =>
      objects.resources().find(({ kinds }) => kinds.some((one) => one.apiVersion === apiVersion && one.kind === kind))
        ?.resource,
    find: (group, resource, namespace, name) =>
      objects.find(objects.resource(group, resource), namespace, name)?.object,
  };
}
