import { RBAC_GROUP } from '../api/rbac/objects.ts';
import type { RbacResource, RbacSource } from '../authorization/rbac/source.ts';
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
