import type { V1PodSpec, V1PodTemplateSpec } from '../../../schema/generated/types.ts';

/** What validation of a pod spec may know beside the spec. */
export interface PodSpecOptions {
  /** The stored spec, on update: some rules let values stay that could not be set anew. */
  readonly old?: V1PodSpec;
}

export interface PodTemplateOptions {
  /** The stored template, on update. */
  readonly old?: V1PodTemplateSpec;
  /** The restart policies that the workload supports; absent: all. */
  readonly restartPolicies?: readonly string[];
}
