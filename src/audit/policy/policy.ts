/** audit.k8s.io/v1 Policy. https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/#audit-k8s-io-v1-Policy */
import type { AuditStage, Level } from '../event.ts';

export interface GroupResources {
  readonly group: string;
  /** None: all of the group. `pods`, `pods/log`, `pods/*` (`pods` itself, too), `*`, any subresource by a star before its slash. */
  readonly resources: readonly string[];
  /** None: all. */
  readonly resourceNames: readonly string[];
}

export interface PolicyRule {
  readonly level: Level;
  readonly users: readonly string[];
  readonly userGroups: readonly string[];
  readonly verbs: readonly string[];
  readonly resources: readonly GroupResources[];
  /** The empty name stands for what is in no namespace. */
  readonly namespaces: readonly string[];
  /** `/metrics`, `/healthz*`, `*` */
  readonly nonResourceURLs: readonly string[];
  readonly omitStages: readonly AuditStage[];
  readonly omitManagedFields?: boolean;
}

/** The first rule that a request meets decides; a request that meets none is not recorded. */
export interface Policy {
  readonly rules: readonly PolicyRule[];
  readonly omitStages: readonly AuditStage[];
  readonly omitManagedFields: boolean;
}

export function rule(level: Level, more: Partial<PolicyRule> = {}): PolicyRule {
  return {
    level,
    users: [],
    userGroups: [],
    verbs: [],
    resources: [],
    namespaces: [],
    nonResourceURLs: [],
    omitStages: [],
    ...more,
  };
}
