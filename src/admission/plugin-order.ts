/**
 * Which admission plugins run before which (kube-apiserver's order, with PodSecurityPolicy where it stood when it was
 * part of it, and those that only Allium has). Policies and webhooks come behind what is built in, so that they see its result; quota comes last, so that
 * it is charged for what is really written.
 */
export const PLUGIN_ORDER = [
  'NamespaceLifecycle',
  'LimitRanger',
  'ServiceAccount',
  'NodeRestriction',
  'TaintNodesByCondition',
  'AlwaysPullImages',
  'PodSecurity',
  'PodSecurityPolicy',
  'Priority',
  'DefaultTolerationSeconds',
  'DefaultStorageClass',
  'StorageObjectInUseProtection',
  'OwnerReferencesPermissionEnforcement',
  'PersistentVolumeClaimResize',
  'RuntimeClass',
  'CertificateApproval',
  'CertificateSigning',
  'CertificateSubjectRestriction',
  'DefaultIngressClass',
  'DenyServiceExternalIPs',
  'EndpointAddressRestriction',
  'PodTopologyLabels',
  'RevocationLockout',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionWebhook',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionWebhook',
  'ResourceQuota',
] as const;

export type PluginName = (typeof PLUGIN_ORDER)[number];

/** What an administrator has to turn on. Upstream leaves AlwaysPullImages and NodeRestriction to the administrator too. */
export const OFF_BY_DEFAULT: ReadonlySet<PluginName> = new Set([
  'PodSecurityPolicy',
  'OwnerReferencesPermissionEnforcement',
]);

export function isPluginName(name: string): name is PluginName {
  return (PLUGIN_ORDER as readonly string[]).includes(name);
}
