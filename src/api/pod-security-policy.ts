/**
 * PodSecurityPolicy (policy/v1beta1), which Kubernetes served until 1.24. The typed models have forgotten it; clusters
 * that still hold some have not. https://v1-24.docs.kubernetes.io/docs/concepts/security/pod-security-policy/
 */
import type { KubeObject } from './object.ts';

export interface IdRange {
  min?: number;
  max?: number;
}

export interface RangeStrategy {
  rule?: string;
  ranges?: IdRange[];
}

export interface PodSecurityPolicySpec {
  privileged?: boolean;
  defaultAddCapabilities?: string[];
  requiredDropCapabilities?: string[];
  allowedCapabilities?: string[];
  volumes?: string[];
  hostNetwork?: boolean;
  hostPorts?: IdRange[];
  hostPID?: boolean;
  hostIPC?: boolean;
  seLinux?: {
    rule?: string;
    seLinuxOptions?: { level?: string; role?: string; type?: string; user?: string };
  };
  runAsUser?: RangeStrategy;
  runAsGroup?: RangeStrategy;
  supplementalGroups?: RangeStrategy;
  fsGroup?: RangeStrategy;
  readOnlyRootFilesystem?: boolean;
  defaultAllowPrivilegeEscalation?: boolean;
  /** Absent is true. */
  allowPrivilegeEscalation?: boolean;
  allowedHostPaths?: { pathPrefix?: string; readOnly?: boolean }[];
  allowedFlexVolumes?: { driver?: string }[];
  allowedCSIDrivers?: { name?: string }[];
  allowedUnsafeSysctls?: string[];
  forbiddenSysctls?: string[];
  allowedProcMountTypes?: string[];
  runtimeClass?: { allowedRuntimeClassNames?: string[] | null; defaultRuntimeClassName?: string };
}

export type PodSecurityPolicy = KubeObject & { spec?: PodSecurityPolicySpec };

/** Annotations of a policy; the lists are separated by commas. */
export const POLICY_ANNOTATIONS = {
  defaultSeccomp: 'seccomp.security.alpha.kubernetes.io/defaultProfileName',
  allowedSeccomp: 'seccomp.security.alpha.kubernetes.io/allowedProfileNames',
  defaultAppArmor: 'apparmor.security.beta.kubernetes.io/defaultProfileName',
  allowedAppArmor: 'apparmor.security.beta.kubernetes.io/allowedProfileNames',
} as const;

/** What volumes may be of, and in a policy `*` for all of these. Each is a field of a volume. */
export const VOLUME_TYPES: readonly string[] = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cephfs',
  'cinder',
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'fc',
  'flexVolume',
  'flocker',
  'gcePersistentDisk',
  'gitRepo',
  'glusterfs',
  'hostPath',
  'image',
  'iscsi',
  'nfs',
  'persistentVolumeClaim',
  'photonPersistentDisk',
  'portworxVolume',
  'projected',
  'quobyte',
  'rbd',
  'scaleIO',
  'secret',
  'storageos',
  'vsphereVolume',
];
