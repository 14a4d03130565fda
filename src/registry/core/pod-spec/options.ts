import type { V1PodTemplateSpec } from '../../../schema/generated/types.ts';

/** What validation may know beside the spec itself. */
export interface PodSpecOptions {
  /** A pod's own spec, not one in a template. */
  readonly isPod?: boolean;
  /** The restart policies that the kind supports; absent: all. */
  readonly restartPolicies?: readonly string[];
}

export interface PodTemplateOptions extends Pick<PodSpecOptions, 'restartPolicies'> {
  /** The stored template, on update: what it has wrong, from the days of looser rules, may stay so. */
  readonly old?: V1PodTemplateSpec;
}
