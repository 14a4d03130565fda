/** One part of a policy: what it gives to pods that say nothing, and what it allows. */
import type { FieldError, FieldPath } from '../../../../api/field.ts';
import type { PodSecurityPolicy, PodSecurityPolicySpec } from '../../../../api/pod-security-policy.ts';
import type { V1Pod, V1PodSpec } from '../../../../schema/generated/types.ts';
import type { AnyContainer } from '../security-context.ts';

export interface Judged {
  readonly policy: PodSecurityPolicy;
  /** Of the policy. */
  readonly rules: PodSecurityPolicySpec;
  readonly pod: V1Pod;
  /** Of the pod. */
  readonly spec: V1PodSpec;
}

/** Absent functions have nothing to do. Defaults change the pod, and only where it says nothing. */
export interface Rule {
  podDefaults?(judged: Judged): void;
  containerDefaults?(judged: Judged, container: AnyContainer): void;
  validatePod?(judged: Judged): FieldError[];
  /** @param at the path of the container */
  validateContainer?(judged: Judged, container: AnyContainer, at: FieldPath): FieldError[];
}

export const POD_CONTEXT = ['spec', 'securityContext'] as const;
