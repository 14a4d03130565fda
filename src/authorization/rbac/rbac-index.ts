import type { KubeObject } from '../../api/object.ts';
import type { BindingObject, RoleObject } from '../../api/rbac/objects.ts';
import type { UserInfo } from '../../request/user-info.ts';
import { Binding, type Principal } from './binding.ts';
import { Role, roleKey } from './role.ts';
import type { RbacResource, RbacSource } from './source.ts';

/** The bindings of one scope (a namespace, or the cluster) by whom they concern, in the order of their making. */
class Scope {
  readonly all = new Set<Binding>();
  readonly users = new Map<string, Set<Binding>>();
  readonly groups = new Map<string, Set<Binding>>();

  of({ kind }: Principal): Map<string, Set<Binding>> {
    return kind === 'user' ? this.users : this.groups;
  }
}

const CLUSTER = '';
const NO_BINDINGS: ReadonlySet<Binding> = new Set();

/**
 * All roles and bindings, so filed that a decision looks at those bindings alone that concern the user: the cluster's
 * and one namespace's. Follows what is stored, in step: a write that has been acknowledged is in here.
 */
export class RbacIndex {
  /** By role key. */
  readonly #roles = new Map<string, Role>();
  readonly #bindings = new Map<string, Binding>();
  /** By namespace; the cluster's has none. */
  readonly #scopes = new Map<string, Scope>();
  readonly #stops: (() => void)[];

  constructor(source: RbacSource) {
    const follow = (resource: RbacResource, apply: (object: KubeObject, isDeleted: boolean) => void) => {
      const stop = source.watch(resource, apply);
      for (const object of source.list(resource)) apply(object, false);
      return stop;
    };
    const role = (object: KubeObject, isDeleted: boolean) => this.#applyRole(object, isDeleted);
    const binding = (object: KubeObject, isDeleted: boolean) => this.#applyBinding(object, isDeleted);
    this.#stops = [
      follow('clusterroles', role),
      follow('roles', role),
      follow('clusterrolebindings', binding),
      follow('rolebindings', binding),
    ];
  }

  close(): void {
    for (const stop of this.#stops) stop();
  }

  get bindings(): MapIterator<Binding> {
    return this.#bindings.values();
  }

  /** Of one scope: a namespace, or (empty) the cluster. */
  bindingsIn(namespace: string): ReadonlySet<Binding> {
    return this.#scopes.get(namespace)?.all ?? NO_BINDINGS;
  }

  /** Those that have bindings. */
  get namespaces(): IteratorObject<string> {
    return this.#scopes.keys().filter((namespace) => namespace !== CLUSTER);
  }

  get roles(): MapIterator<Role> {
    return this.#roles.values();
  }

  /** The role that a binding refers to, if there is one. */
  roleOf({ roleKey: key }: Binding): Role | undefined {
    return key === undefined ? undefined : this.#roles.get(key);
  }

  /** @param namespace empty for a cluster role */
  role(namespace: string, name: string): Role | undefined {
    return this.#roles.get(roleKey(namespace, name));
  }

  /** The first binding that concerns the user and passes: those of the cluster, then those of the namespace. */
  find(user: UserInfo, namespace: string, passes: (binding: Binding) => boolean): Binding | undefined {
    const found = this.findIn(CLUSTER, user, passes);
    return found ?? (namespace === CLUSTER ? undefined : this.findIn(namespace, user, passes));
  }

  /** As `find`, in one scope alone. */
  findIn(namespace: string, user: UserInfo, passes: (binding: Binding) => boolean): Binding | undefined {
    const scope = this.#scopes.get(namespace);
    if (scope === undefined) return undefined;
    const found = firstOf(scope.users.get(user.name), passes);
    if (found !== undefined) return found;
    for (const group of user.groups) {
      const ofGroup = firstOf(scope.groups.get(group), passes);
      if (ofGroup !== undefined) return ofGroup;
    }
    return undefined;
  }

  /** All bindings that concern the user there, each once, in the same order. */
  bindingsOf(user: UserInfo, namespace: string): Binding[] {
    const all = new Set<Binding>();
    this.find(user, namespace, (binding) => {
      all.add(binding);
      return false;
    });
    return [...all];
  }

  #applyRole(object: KubeObject, isDeleted: boolean): void {
    const role = new Role(object as RoleObject);
    const key = roleKey(role.namespace, role.name);
    if (isDeleted) this.#roles.delete(key);
    else this.#roles.set(key, role);
  }

  #applyBinding(object: KubeObject, isDeleted: boolean): void {
    const binding = new Binding(object as BindingObject);
    const key = `${binding.namespace}/${binding.name}`;
    const previous = this.#bindings.get(key);
    if (previous) this.#unfile(previous);
    this.#bindings.delete(key);
    if (isDeleted) return;
    this.#bindings.set(key, binding);
    this.#file(binding);
  }

  #file(binding: Binding): void {
    const scope = this.#scopes.get(binding.namespace) ?? new Scope();
    this.#scopes.set(binding.namespace, scope);
    scope.all.add(binding);
    for (const principal of binding.principals) {
      if (principal === undefined) continue;
      const filed = scope.of(principal);
      const bindings = filed.get(principal.name);
      if (bindings) bindings.add(binding);
      else filed.set(principal.name, new Set([binding]));
    }
  }

  #unfile(binding: Binding): void {
    const scope = this.#scopes.get(binding.namespace)!;
    for (const principal of binding.principals) {
      if (principal === undefined) continue;
      const filed = scope.of(principal);
      const bindings = filed.get(principal.name);
      bindings?.delete(binding);
      if (bindings?.size === 0) filed.delete(principal.name);
    }
    scope.all.delete(binding);
    if (scope.all.size === 0) this.#scopes.delete(binding.namespace);
  }
}

function firstOf(
  bindings: ReadonlySet<Binding> | undefined,
  passes: (binding: Binding) => boolean,
): Binding | undefined {
  if (bindings === undefined) return undefined;
  for (const binding of bindings) {
    if (passes(binding)) return binding;
  }
  return undefined;
}
