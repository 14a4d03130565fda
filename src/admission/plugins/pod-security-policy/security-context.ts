/** What a container really runs with: what it says itself, else what its pod says. */
import type {
  V1AppArmorProfile,
  V1Container,
  V1EphemeralContainer,
  V1PodSpec,
  V1SELinuxOptions,
  V1SeccompProfile,
} from '../../../schema/generated/types.ts';

export type AnyContainer = V1Container | V1EphemeralContainer;

/** The settings that a pod may make for all its containers. */
export interface Shared {
  runAsUser?: number;
  runAsGroup?: number;
  runAsNonRoot?: boolean;
  seLinuxOptions?: V1SELinuxOptions;
  seccompProfile?: V1SeccompProfile;
  appArmorProfile?: V1AppArmorProfile;
}

export function effective<K extends keyof Shared>(spec: V1PodSpec, container: AnyContainer, setting: K): Shared[K] {
  const own: Shared = container.securityContext ?? {};
  const pod: Shared = spec.securityContext ?? {};
  return own[setting] ?? pod[setting];
}

/** Adds settings to those that a pod or a container makes. */
export function give<T extends object>(to: { securityContext?: T }, settings: T): void {
  to.securityContext = { ...to.securityContext, ...settings } as T;
}
