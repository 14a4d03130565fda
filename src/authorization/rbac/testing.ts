/** RBAC objects in memory, for tests. */
import type { KubeObject } from '../../api/object.ts';
import type { BindingObject, PolicyRule, RoleObject, Subject } from '../../api/rbac/objects.ts';
import type { Attributes } from '../authorizer.ts';
import type { RbacResource, RbacSource } from './source.ts';

const RESOURCES: Readonly<Record<string, RbacResource>> = {
  ClusterRole: 'clusterroles',
  Role: 'roles',
  ClusterRoleBinding: 'clusterrolebindings',
  RoleBinding: 'rolebindings',
};

type Listener = (object: KubeObject, isDeleted: boolean) => void;

export class MemoryRbac implements RbacSource {
  readonly #objects = new Map<string, KubeObject>();
  readonly #listeners: { readonly resource: RbacResource; readonly listener: Listener }[] = [];

  constructor(...objects: readonly KubeObject[]) {
    for (const object of objects) this.put(object);
  }

  put(object: KubeObject): void {
    this.#objects.set(keyOf(object), object);
    this.#tell(object, false);
  }

  remove(object: KubeObject): void {
    this.#objects.delete(keyOf(object));
    this.#tell(object, true);
  }

  list(resource: RbacResource): readonly KubeObject[] {
    return [...this.#objects.values()].filter(({ kind }) => RESOURCES[kind] === resource);
  }

  watch(resource: RbacResource, listener: Listener): () => void {
    const entry = { resource, listener };
    this.#listeners.push(entry);
    return () => void this.#listeners.splice(this.#listeners.indexOf(entry), 1);
  }

  #tell(object: KubeObject, isDeleted: boolean): void {
    for (const { resource, listener } of this.#listeners) {
      if (resource === RESOURCES[object.kind]) listener(object, isDeleted);
    }
  }
}

function keyOf({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

const apiVersion = 'rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';

/** @param namespace empty: a cluster role */
export function role(namespace: string, name: string, ...rules: readonly PolicyRule[]): RoleObject {
  const metadata = namespace === '' ? { name } : { name, namespace };
  return { apiVersion, kind: namespace === '' ? 'ClusterRole' : 'Role', metadata, rules };
}

/**
 * @param namespace empty: a cluster role binding
 * @param of `ClusterRole/view`
 */
export function binding(namespace: string, name: string, of: string, ...subjects: readonly Subject[]): BindingObject {
  const [kind = '', ...rest] = of.split('/');
  return {
    apiVersion,
    kind: namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: namespace === '' ? { name } : { name, namespace },
    roleRef: { apiGroup, kind, name: rest.join('/') },
    subjects,
  };
}

export const user = (name: string): Subject => ({ kind: 'User', apiGroup, name });
export const group = (name: string): Subject => ({ kind: 'Group', apiGroup, name });
export const account = (name: string, namespace?: string): Subject => ({
  kind: 'ServiceAccount',
  name,
  ...(namespace !== undefined && { namespace }),
});

/** @param what `get pods/log.group name`, or `get /path` */
export function ask(who: string, what: string, namespace = '', groups: readonly string[] = []): Attributes {
  const [verb = '', target = '', name = ''] = what.split(' ');
  const isResourceRequest = !target.startsWith('/');
  const [, resource = '', subresource = '', apiGroupOf = ''] = /^([^/.]*)(?:\/([^.]*))?(?:\.(.*))?$/.exec(target) ?? [];
  return {
    user: { name: who, groups },
    verb,
    isResourceRequest,
    namespace,
    group: isResourceRequest ? apiGroupOf : '',
    version: isResourceRequest ? 'v1' : '',
    resource: isResourceRequest ? resource : '',
    subresource: isResourceRequest ? subresource : '',
    name,
    path: isResourceRequest ? '' : target,
  };
}
