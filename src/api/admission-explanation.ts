/** What `admissionexplanations` of allium.dev answer, on the wire. Their schema is in src/schema/own. */
import type { AccessExplanationStatus } from './access.ts';
import type { KubeObject } from './object.ts';

export interface AdmissionExplanationSpec {
  readonly object: KubeObject;
  /** Whom to act as, who asks must be allowed to impersonate; absent: who asks. */
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  /** Of an object that names none; default: `default`. */
  readonly namespace?: string;
}

export interface ExplainedUser {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  /** What it was proved by, where it was proved: `X509SHA256=…`, `JTI=…` */
  readonly credentialID?: string;
}

export interface ExplainedOperation {
  /** RFC 6902 */
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
  readonly oldValue?: unknown;
}

export interface ExplainedChange {
  /** `Defaulting`, or the admission plugin. */
  readonly by: string;
  /** The policy or webhook that it acted for. */
  readonly author?: string;
  readonly patch: readonly ExplainedOperation[];
}

/** Where a write can end, in the order in which it gets there. */
export const REFUSAL_STEPS = [
  'Impersonation',
  'Authorization',
  'Decoding',
  'Admission',
  'Validation',
  'Storage',
] as const;
export type RefusalStep = (typeof REFUSAL_STEPS)[number];

export interface Refusal {
  readonly step: RefusalStep;
  /** The admission plugin. */
  readonly by?: string;
  /** The policy with its binding, or the webhook, that it acted for. */
  readonly author?: string;
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly causes?: readonly { readonly field?: string; readonly message?: string }[];
  /** What would satisfy it, for people. */
  readonly remedy?: string;
}

/** Amounts are quantities. */
export interface QuotaAmount {
  readonly name: string;
  readonly requested: string;
  /** Without what is requested. */
  readonly used: string;
  readonly hard: string;
  /** When the request is through; negative: by how much it is too much. */
  readonly left: string;
}

export interface AdmissionExplanationStatus {
  /** Whether it would be written. */
  readonly admitted: boolean;
  readonly requester: ExplainedUser;
  /** Absent: acting as him was refused. */
  readonly user?: ExplainedUser;
  readonly request: {
    /** Create or Apply. */
    readonly operation: string;
    readonly group: string;
    readonly version: string;
    readonly resource: string;
    readonly namespace?: string;
    readonly name?: string;
  };
  readonly authorization?: AccessExplanationStatus;
  readonly changes: readonly ExplainedChange[];
  /** All that speaks against it; of what ends a write before it is looked at as a whole, that alone. */
  readonly refusals: readonly Refusal[];
  readonly quotas?: readonly { readonly name: string; readonly resources: readonly QuotaAmount[] }[];
  readonly warnings?: readonly string[];
  /** As it would be written. */
  readonly object?: KubeObject;
}
