/** What validation may know beside the spec itself. */
export interface PodSpecOptions {
  /** A pod's own spec, not one in a template. */
  readonly isPod?: boolean;
  /** The restart policies that the kind supports; absent: all. */
  readonly restartPolicies?: readonly string[];
}

export type PodTemplateOptions = Pick<PodSpecOptions, 'restartPolicies'>;
