import { RBAC_GROUP, type RbacResource, type RbacSource } from '../authorization/rbac/objects.ts';
import type { Objects } from '../controllers/objects.ts';

/** The roles and bindings among everything that is stored. */
export function rbacSource(objects: Objects): RbacSource {
  const resource = (name: RbacResource) => objects.resource(RBAC_GROUP, name);
  return {
    list: (name) => objects.list(resource(name)).map(({ object }) => object),
    watch: (name, listener) =>
      objects.watch(resource(name), ({ type, current }) => listener(current.object, type === 'DELETED')),
  };
}
