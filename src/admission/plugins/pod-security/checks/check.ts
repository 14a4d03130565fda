/** What a check is: one control of the Pod Security Standards, with its history. */
import type { V1PodSpec } from '../../../../schema/generated/types.ts';
import type { Level } from '../levels.ts';
import type { PolicyVersion } from '../version.ts';

/** A pod, or what a workload makes pods of. */
export interface PodLike {
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: V1PodSpec;
}

export interface Violation {
  /** `hostPort` */
  readonly reason: string;
  /** `container "a" uses hostPort 80`; may be empty. */
  readonly detail: string;
}

/** Pure. undefined: nothing is wrong. */
export type CheckPod = (pod: PodLike) => Violation | undefined;

export interface VersionedCheck {
  /** The first version of the standards that it holds for; it does until the next one of the same check. */
  readonly since: PolicyVersion;
  readonly check: CheckPod;
  /** The checks of the baseline level that need not be made where this one is. */
  readonly overrides?: readonly string[];
}

export interface Check {
  readonly id: string;
  readonly level: Exclude<Level, 'privileged'>;
  /** At least one; each is of a later version than the one before. */
  readonly versions: readonly VersionedCheck[];
}
