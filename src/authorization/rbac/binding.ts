import { goQuote } from '../../api/go-format.ts';
import type { BindingObject, RoleRef, Subject } from '../../api/rbac/objects.ts';
import type { UserInfo } from '../../request/user-info.ts';
import { roleKey } from './role.ts';

export type BindingKind = 'ClusterRoleBinding' | 'RoleBinding';

/** Where the index files a subject: service accounts are users by another name. */
export interface Principal {
  readonly kind: 'user' | 'group';
  readonly name: string;
}

/** A role binding or cluster role binding. */
export class Binding {
  readonly kind: BindingKind;
  readonly namespace: string;
  readonly name: string;
  readonly object: BindingObject;
  readonly roleRef: RoleRef;
  /** Of the role it refers to; undefined where it can refer to none. */
  readonly roleKey: string | undefined;
  readonly subjects: readonly Subject[];
  /** One for each subject; undefined for subjects that stand for nobody. */
  readonly principals: readonly (Principal | undefined)[];
  /** One for each subject, made when it is first asked for. */
  readonly #reasons: (string | undefined)[] = [];

  constructor(object: BindingObject) {
    this.object = object;
    this.namespace = object.metadata.namespace ?? '';
    this.kind = this.namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding';
    this.name = object.metadata.name!;
    this.roleRef = object.roleRef ?? {};
    this.roleKey = roleKeyOf(this.roleRef, this.namespace);
    this.subjects = object.subjects ?? [];
    this.principals = this.subjects.map((subject) => principalOf(subject, this.namespace));
  }

  /** The place of the first subject that the user is. */
  subjectOf(user: UserInfo): number {
    return this.principals.findIndex((principal) => principal !== undefined && isPrincipal(user, principal));
  }

  /** `ClusterRoleBinding "x" of ClusterRole "y" to Group "z"`: upstream's words. */
  describe(subject: number): string {
    this.#reasons[subject] ??= this.#describe(this.subjects[subject]);
    return this.#reasons[subject];
  }

  #describe(subject: Subject | undefined): string {
    const name = this.namespace === '' ? this.name : `${this.name}/${this.namespace}`;
    const { kind = '', name: role = '' } = this.roleRef;
    return `${this.kind} ${goQuote(name)} of ${kind} ${goQuote(role)} to ${describeSubject(subject ?? {}, this.namespace)}`;
  }
}

/** A Role is of the binding's own namespace, and none can be bound in the whole cluster. */
function roleKeyOf({ kind, name = '' }: RoleRef, namespace: string): string | undefined {
  if (kind === 'ClusterRole') return roleKey('', name);
  return kind === 'Role' && namespace !== '' ? roleKey(namespace, name) : undefined;
}

function principalOf({ kind, name = '', namespace }: Subject, bindingNamespace: string): Principal | undefined {
  switch (kind) {
    case 'User':
      return { kind: 'user', name };
    case 'Group':
      return { kind: 'group', name };
    case 'ServiceAccount': {
      const home = namespace || bindingNamespace;
      return home === '' ? undefined : { kind: 'user', name: `system:serviceaccount:${home}:${name}` };
    }
    default:
      return undefined;
  }
}

function isPrincipal(user: UserInfo, { kind, name }: Principal): boolean {
  return kind === 'user' ? user.name === name : user.groups.includes(name);
}

function describeSubject({ kind = '', name = '', namespace }: Subject, bindingNamespace: string): string {
  const shown = kind === 'ServiceAccount' ? `${name}/${namespace || bindingNamespace}` : name;
  return `${kind} ${goQuote(shown)}`;
}
