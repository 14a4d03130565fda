/** The RBAC objects (rbac.authorization.k8s.io/v1) as they are on the wire. */
import type { KubeObject } from '../object.ts';

export const RBAC_GROUP = 'rbac.authorization.k8s.io';

export interface PolicyRule {
  readonly verbs?: readonly string[] | null;
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

export interface LabelSelectorFields {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key?: string; operator?: string; values?: string[] }[];
}

export interface AggregationRule {
  readonly clusterRoleSelectors?: readonly LabelSelectorFields[];
}

/** A Role or a ClusterRole; only the latter aggregate. */
export type RoleObject = KubeObject & { rules?: readonly PolicyRule[]; aggregationRule?: AggregationRule };
/** A RoleBinding or a ClusterRoleBinding. */
export type BindingObject = KubeObject & { roleRef?: RoleRef; subjects?: readonly Subject[] };
