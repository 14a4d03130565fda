import type { UserInfo } from '../request/user-info.ts';

/** What is asked (authorization.k8s.io/v1 ResourceAttributes and NonResourceAttributes in one). */
export interface Attributes {
  readonly user: UserInfo;
  readonly verb: string;
  readonly isResourceRequest: boolean;
  readonly namespace: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly path: string;
  /** Of a list, watch or deletecollection: what it is limited to. Absent: nothing, or nothing that could be read. */
  readonly fieldSelector?: readonly SelectorRequirement[];
  readonly labelSelector?: readonly SelectorRequirement[];
}

/** authorization.k8s.io/v1 FieldSelectorRequirement and LabelSelectorRequirement. */
export interface SelectorRequirement {
  readonly key: string;
  /** In, NotIn, Exists, DoesNotExist */
  readonly operator: string;
  readonly values: readonly string[];
}

/** `reason` is for people; a denied client sees it behind upstream's message where upstream shows one. */
export type Decision =
  | { readonly outcome: 'allow'; readonly reason: string }
  /**
   * `silent`: nobody spoke against it, but nobody for it either. `failed`: who had to decide could not, and the reason
   * says so.
   */
  | { readonly outcome: 'deny'; readonly reason: string; readonly silent?: true; readonly failed?: true }
  | { readonly outcome: 'no-opinion'; readonly reason: string };

/** authorization.k8s.io/v1 SubjectRulesReviewStatus. */
export interface SubjectRules {
  readonly resourceRules: readonly {
    readonly verbs: readonly string[];
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
  }[];
  readonly nonResourceRules: readonly {
    readonly verbs: readonly string[];
    readonly nonResourceURLs?: readonly string[];
  }[];
  /** Why there may be more than these rules tell; absent: there is not. */
  readonly incomplete?: string;
}

/** What one of several authorizers says of a question. */
export interface Opinion {
  readonly authorizer: string;
  readonly decision: Decision;
}

/** The first authorizer that allows or denies decides; if none does, the request is denied. A throw is a deny that `failed`. */
export interface Authorizer {
  readonly name: string;
  /** Resolves when it knows everything that it decides by; absent: it does from the start. */
  readonly synced?: Promise<void>;
  authorize(attributes: Attributes): Decision | Promise<Decision>;
  /** What the user may do in a namespace, as far as it can be told in rules; absent: it cannot. */
  rulesFor?(user: UserInfo, namespace: string): SubjectRules | Promise<SubjectRules>;
  /** Of one that is made of others: what each says, up to the one that decides. Absent: it is one. */
  opinions?(attributes: Attributes): Promise<readonly Opinion[]>;
}
