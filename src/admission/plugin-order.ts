/**
 * Which admission plugins run before which (kube-apiserver's order, with PodSecurityPolicy where it stood when it was
 * part of it, and those that only Allium has). Policies and webhooks come behind what is built in, so that they see its
 * result; quota comes behind all that may change the object, so that it is charged for what is really written.
 */
export const PLUGIN_ORDER = [
  'NamespaceAutoProvision',
  'NamespaceLifecycle',
  'NamespaceExists',
  'LimitPodHardAntiAffinityTopology',
  'LimitRanger',
  'ServiceAccount',
  'NodeRestriction',
  'TaintNodesByCondition',
  'AlwaysPullImages',
  'ImagePolicyWebhook',
  'PodSecurity',
  'PodSecurityPolicy',
  'PodNodeSelector',
  'Priority',
  'DefaultTolerationSeconds',
  'PodTolerationRestriction',
  'EventRateLimit',
  'ExtendedResourceToleration',
  'DefaultStorageClass',
  'StorageObjectInUseProtection',
  'OwnerReferencesPermissionEnforcement',
  'PersistentVolumeClaimResize',
  'RuntimeClass',
  'CertificateApproval',
  'CertificateSigning',
  'ClusterTrustBundleAttest',
  'CertificateSubjectRestriction',
  'DefaultIngressClass',
  'DenyServiceExternalIPs',
  'EndpointAddressRestriction',
  'PodTopologyLabels',
  'NodeDeclaredFeatureValidator',
  'PodResizeValidator',
  'RevocationLockout',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionWebhook',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionWebhook',
  'ResourceQuota',
  'AlwaysDeny',
] as const;

export type PluginName = (typeof PLUGIN_ORDER)[number];

/**
 * What an administrator has to turn on: what upstream leaves off, but for AlwaysPullImages, NodeRestriction and
 * DenyServiceExternalIPs.
 */
export const OFF_BY_DEFAULT: ReadonlySet<PluginName> = new Set([
  'NamespaceAutoProvision',
  'NamespaceExists',
  'LimitPodHardAntiAffinityTopology',
  'ImagePolicyWebhook',
  'PodSecurityPolicy',
  'PodNodeSelector',
  'PodTolerationRestriction',
  'EventRateLimit',
  'ExtendedResourceToleration',
  'OwnerReferencesPermissionEnforcement',
  'AlwaysDeny',
]);

export function isPluginName(name: string): name is PluginName {
  return (PLUGIN_ORDER as readonly string[]).includes(name);
}

const GENERIC_WORKLOAD = 'it belongs to pod groups, an alpha feature of Kubernetes v1.36 that is not served';

/** Upstream's plugins that have nothing to judge here, with why. Their names are known: turned on, they change nothing. */
const INERT = {
  AlwaysAdmit: 'it is deprecated and admits everything',
  PodGroupProtection: GENERIC_WORKLOAD,
  PodGroupWorkloadExists: GENERIC_WORKLOAD,
  JobValidation: GENERIC_WORKLOAD,
} as const;

/** As the flags and the configuration file may name them. */
export type KnownPluginName = PluginName | keyof typeof INERT;

export const KNOWN_PLUGINS: readonly KnownPluginName[] = [
  ...PLUGIN_ORDER,
  ...(Object.keys(INERT) as (keyof typeof INERT)[]),
];

export function isKnownPluginName(name: string): name is KnownPluginName {
  return (KNOWN_PLUGINS as readonly string[]).includes(name);
}

/** Why a plugin does nothing; undefined: it does something. */
export function whyInert(name: KnownPluginName): string | undefined {
  return isPluginName(name) ? undefined : INERT[name];
}
