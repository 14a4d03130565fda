import type { Policy } from './policy.ts';
import { LATEST } from './version.ts';

/** What pod-security.admission.config.k8s.io PodSecurityConfiguration says. */
export interface PodSecurityOptions {
  /** For what a namespace's labels leave open. */
  readonly defaults: Policy;
  readonly exemptions: {
    readonly usernames: ReadonlySet<string>;
    readonly namespaces: ReadonlySet<string>;
    readonly runtimeClasses: ReadonlySet<string>;
  };
}

const PRIVILEGED = { level: 'privileged', version: LATEST } as const;

/** Namespaces ask for what they want, and nobody is exempt. */
export const DEFAULT_OPTIONS: PodSecurityOptions = {
  defaults: { enforce: PRIVILEGED, audit: PRIVILEGED, warn: PRIVILEGED },
  exemptions: { usernames: new Set(), namespaces: new Set(), runtimeClasses: new Set() },
};
