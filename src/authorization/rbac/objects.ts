/** The RBAC objects (rbac.authorization.k8s.io/v1) as they are on the wire, and where they come from. */
import type { KubeObject } from '../../api/object.ts';

export interface PolicyRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface RoleRef {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
}

export interface Subject {
  readonly kind?: string;
  readonly apiGroup?: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** A Role or a ClusterRole. */
export type RoleObject = KubeObject & { rules?: readonly PolicyRule[] };
/** A RoleBinding or a ClusterRoleBinding. */
export type BindingObject = KubeObject & { roleRef?: RoleRef; subjects?: readonly Subject[] };

export const RBAC_GROUP = 'rbac.authorization.k8s.io';
export const RBAC_RESOURCES = ['clusterroles', 'roles', 'clusterrolebindings', 'rolebindings'] as const;
export type RbacResource = (typeof RBAC_RESOURCES)[number];

/** Everything that is stored of the RBAC group. Objects are shared and never changed. */
export interface RbacSource {
  list(resource: RbacResource): readonly KubeObject[];
  /** Tells of every change after this call: `list` in the same tick shows what came before. @returns ends it */
  watch(resource: RbacResource, listener: (object: KubeObject, isDeleted: boolean) => void): () => void;
}
