/** What `accessexplanations` and `accesslistings` of allium.dev answer, on the wire. Their schemas are in src/schema/own. */
import type { PolicyRule, Subject } from './rbac/objects.ts';

export interface ObjectName {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Why somebody may: the rule of a role that a binding gives to a subject that he is. */
export interface AccessGrant {
  readonly binding: ObjectName;
  readonly role: ObjectName;
  readonly subject: Subject;
  readonly rule: PolicyRule;
}

/** What one authorizer said, in the order in which they are asked; those behind the first that decides are not. */
export interface AuthorizerOpinion {
  readonly authorizer: string;
  /** Allow, Deny, NoOpinion */
  readonly decision: string;
  readonly reason?: string;
}

export const NEAR_MISSES = [
  'RoleNotFound',
  'OtherVerb',
  'OtherName',
  'OtherAPIGroup',
  'OtherSubresource',
  'OtherNamespace',
  'MissingGroup',
  'RoleNotBound',
] as const;
export type NearMissReason = (typeof NEAR_MISSES)[number];

/** Something that would have allowed it, had one thing been otherwise. */
export interface NearMiss {
  readonly reason: NearMissReason;
  readonly message: string;
  readonly binding?: ObjectName;
  readonly role?: ObjectName;
  readonly subject?: Subject;
  readonly rule?: PolicyRule;
}

export interface AccessExplanationStatus {
  readonly allowed: boolean;
  /** What an access review says. */
  readonly reason?: string;
  readonly evaluationError?: string;
  readonly authorizers: readonly AuthorizerOpinion[];
  /** Every way in which RBAC allows it. */
  readonly grants?: readonly AccessGrant[];
  /** Only of what is not allowed: the nearest first, a few of each kind. */
  readonly nearMisses?: readonly NearMiss[];
}

export type AccessWay =
  | 'Masters'
  | 'Grant'
  | 'Impersonate'
  | 'CreateToken'
  | 'ReadToken'
  | 'RunPod'
  | 'EnterPod'
  | 'ApproveCertificate'
  | 'Bind'
  | 'Escalate'
  | 'ChangeRequests';

/** One step on the way to an access. */
export interface AccessStep {
  readonly way: AccessWay;
  /** What one can do who has come here: `can impersonate User jane`. */
  readonly message: string;
  /** Who one is after the step, where it makes one somebody else. */
  readonly as?: Subject;
  readonly grants?: readonly AccessGrant[];
}

/** One who can, and how: the shortest way. */
export interface AccessHolder {
  readonly subject: Subject;
  readonly steps: readonly AccessStep[];
}

export interface AccessListingStatus {
  /** Those who can directly come first. */
  readonly holders: readonly AccessHolder[];
  /** How many can, all pages together. */
  readonly total: number;
  /** Asks for those behind these; absent: there are none. */
  readonly continue?: string;
  /** There may be others: the search was ended before its end. */
  readonly incomplete?: boolean;
}
