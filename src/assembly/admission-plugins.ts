/** Every admission plugin that there is, put together. */
import type { AdmissionPlugin } from '../admission/admission.ts';
import type { Lookup } from '../admission/lookup.ts';
import type { PluginName } from '../admission/plugin-order.ts';
import { AlwaysDeny } from '../admission/plugins/always-deny/always-deny.ts';
import { AlwaysPullImages } from '../admission/plugins/always-pull-images/always-pull-images.ts';
import { CertificateApproval } from '../admission/plugins/certificate-approval/certificate-approval.ts';
import { CertificateSigning } from '../admission/plugins/certificate-signing/certificate-signing.ts';
import { CertificateSubjectRestriction } from '../admission/plugins/certificate-subject-restriction/certificate-subject-restriction.ts';
import { ClusterTrustBundleAttest } from '../admission/plugins/cluster-trust-bundle-attest/cluster-trust-bundle-attest.ts';
import { DefaultIngressClass } from '../admission/plugins/default-ingress-class/default-ingress-class.ts';
import { DefaultStorageClass } from '../admission/plugins/default-storage-class/default-storage-class.ts';
import {
  DefaultTolerationSeconds,
  type DefaultTolerations,
  FIVE_MINUTES,
} from '../admission/plugins/default-toleration-seconds/default-toleration-seconds.ts';
import { DenyServiceExternalIPs } from '../admission/plugins/deny-service-external-ips/deny-service-external-ips.ts';
import { EndpointAddressRestriction } from '../admission/plugins/endpoint-address-restriction/endpoint-address-restriction.ts';
import { EventRateLimit } from '../admission/plugins/event-rate-limit/event-rate-limit.ts';
import { ExtendedResourceToleration } from '../admission/plugins/extended-resource-toleration/extended-resource-toleration.ts';
import { LimitPodHardAntiAffinityTopology } from '../admission/plugins/limit-pod-hard-anti-affinity-topology/limit-pod-hard-anti-affinity-topology.ts';
import { LimitRanger } from '../admission/plugins/limit-ranger/limit-ranger.ts';
import { NamespaceAutoProvision } from '../admission/plugins/namespace-auto-provision/namespace-auto-provision.ts';
import { NamespaceExists } from '../admission/plugins/namespace-exists/namespace-exists.ts';
import { NamespaceLifecycle } from '../admission/plugins/namespace-lifecycle/namespace-lifecycle.ts';
import { NodeDeclaredFeatureValidator } from '../admission/plugins/node-declared-feature-validator/node-declared-feature-validator.ts';
import { NodeRestriction } from '../admission/plugins/node-restriction/node-restriction.ts';
import { OwnerReferencesPermissionEnforcement } from '../admission/plugins/owner-references-permission-enforcement/owner-references-permission-enforcement.ts';
import { PersistentVolumeClaimResize } from '../admission/plugins/persistent-volume-claim-resize/persistent-volume-claim-resize.ts';
import { PodNodeSelector } from '../admission/plugins/pod-node-selector/pod-node-selector.ts';
import { PodResizeValidator } from '../admission/plugins/pod-resize-validator/pod-resize-validator.ts';
import { PodSecurity } from '../admission/plugins/pod-security/pod-security.ts';
import { PodSecurityPolicy } from '../admission/plugins/pod-security-policy/pod-security-policy.ts';
import { PodTolerationRestriction } from '../admission/plugins/pod-toleration-restriction/pod-toleration-restriction.ts';
import { PodTopologyLabels } from '../admission/plugins/pod-topology-labels/pod-topology-labels.ts';
import { Priority } from '../admission/plugins/priority/priority.ts';
import { ResourceQuota } from '../admission/plugins/resource-quota/resource-quota.ts';
import { RuntimeClass } from '../admission/plugins/runtime-class/runtime-class.ts';
import { ServiceAccount } from '../admission/plugins/service-account/service-account.ts';
import { StorageObjectInUseProtection } from '../admission/plugins/storage-object-in-use-protection/storage-object-in-use-protection.ts';
import { TaintNodesByCondition } from '../admission/plugins/taint-nodes-by-condition/taint-nodes-by-condition.ts';
import type { Authorizer } from '../authorization/authorizer.ts';
import type { ApiClient } from '../client/client.ts';
import { readEventRateLimitConfiguration } from '../config/admission-configuration/event-rate-limit.ts';
import { readPodNodeSelectorConfiguration } from '../config/admission-configuration/pod-node-selector.ts';
import { readPodSecurityConfiguration } from '../config/admission-configuration/pod-security.ts';
import { readPodTolerationRestrictionConfiguration } from '../config/admission-configuration/pod-toleration-restriction.ts';
import type { Objects } from '../controllers/objects.ts';
import { podRequests } from '../quota/evaluators/pod-demand.ts';
import type { Registry } from '../registry/registry.ts';
import type { UserInfo } from '../request/user-info.ts';
import type { V1Pod } from '../schema/generated/types.ts';
import type { AdmissionPolicyMetrics } from '../server/metrics/admission-policy-metrics.ts';
import type { PodSecurityMetrics } from '../server/metrics/pod-security-metrics.ts';
import type { Clock } from '../util/clock.ts';
import { type AdmissionWebhooks, mutatingWebhooks, validatingWebhooks } from './admission-webhooks.ts';
import { signerPermission } from './certificates.ts';
import { grants } from './grants.ts';
import { imagePolicyWebhook } from './image-policy.ts';
import { namespaceProvider, newestNamespaces } from './namespace-admission.ts';
import { nodeRestrictionPorts } from './node-restriction.ts';
import { ownerReferencesPorts } from './owner-references.ts';
import { followPodAddresses } from './pod-addresses.ts';
import { podSecurityPolicyPorts, podSecurityPorts } from './pod-security.ts';
import { mutatingPolicies, validatingPolicies } from './policies.ts';
import type { Revocations } from './revocation.ts';
import { serviceAccountPorts } from './service-account-admission.ts';

/** What settings make of plugins. */
export interface AdmissionOptions {
  readonly webhooks: AdmissionWebhooks;
  readonly tolerations?: DefaultTolerations | undefined;
  /** Absent: nobody counts. */
  readonly podSecurityMetrics?: PodSecurityMetrics | undefined;
  readonly policyMetrics?: AdmissionPolicyMetrics | undefined;
}

/** What plugins are made of. */
export interface AdmissionParts extends AdmissionOptions {
  readonly registry: Registry;
  readonly objects: Objects;
  readonly authorizer: Authorizer;
  readonly revocations: Revocations;
  readonly clock: Clock;
  /** Five letters and digits, for names. */
  suffix(): string;
  /** Somebody who writes in this process. Of use once the API is put together. */
  client(user: UserInfo, userAgent: string): ApiClient;
  /** Told of stored objects that cannot be read. */
  onUnreadable(key: string, error: unknown): void;
}

/** @param configuration its part of the file of --admission-control-config-file; undefined: none */
type PluginFactory = (parts: AdmissionParts, configuration: unknown) => AdmissionPlugin;

export const FACTORIES: Readonly<Record<PluginName, PluginFactory>> = {
  NamespaceAutoProvision: ({ registry, client }) => new NamespaceAutoProvision(namespaceProvider(registry, client)),
  NamespaceLifecycle: ({ registry }) => new NamespaceLifecycle(newestNamespaces(registry)),
  NamespaceExists: ({ registry }) => new NamespaceExists(newestNamespaces(registry)),
  LimitPodHardAntiAffinityTopology: () => new LimitPodHardAntiAffinityTopology(),
  LimitRanger: ({ objects }) => new LimitRanger(namespaced(objects, '', 'limitranges').list),
  ServiceAccount: (parts) => new ServiceAccount(serviceAccountPorts(parts)),
  NodeRestriction: ({ objects, authorizer }) => new NodeRestriction(nodeRestrictionPorts(objects, authorizer)),
  TaintNodesByCondition: () => new TaintNodesByCondition(),
  AlwaysPullImages: () => new AlwaysPullImages(),
  ImagePolicyWebhook: ({ webhooks }) =>
    imagePolicyWebhook(webhooks.imagePolicy, (message) => webhooks.onFailure(message)),
  PodSecurity: ({ objects, clock, podSecurityMetrics }, configuration) =>
    new PodSecurity(
      podSecurityPorts(objects, () => clock.now(), podSecurityMetrics),
      readPodSecurityConfiguration(configuration),
    ),
  PodSecurityPolicy: ({ objects, authorizer }) => new PodSecurityPolicy(podSecurityPolicyPorts(objects, authorizer)),
  PodNodeSelector: ({ registry }, configuration) =>
    new PodNodeSelector(newestNamespaces(registry), readPodNodeSelectorConfiguration(configuration)),
  Priority: ({ objects }) => new Priority(lookup(objects, 'scheduling.k8s.io', 'priorityclasses')),
  DefaultTolerationSeconds: ({ tolerations = FIVE_MINUTES }) => new DefaultTolerationSeconds(tolerations),
  PodTolerationRestriction: ({ registry }, configuration) =>
    new PodTolerationRestriction(newestNamespaces(registry), readPodTolerationRestrictionConfiguration(configuration)),
  EventRateLimit: ({ clock }, configuration) =>
    new EventRateLimit(readEventRateLimitConfiguration(configuration), clock),
  ExtendedResourceToleration: () => new ExtendedResourceToleration(),
  DefaultStorageClass: ({ objects }) => new DefaultStorageClass(lookup(objects, 'storage.k8s.io', 'storageclasses')),
  OwnerReferencesPermissionEnforcement: ({ registry, authorizer }) =>
    new OwnerReferencesPermissionEnforcement(ownerReferencesPorts(registry, authorizer)),
  StorageObjectInUseProtection: () => new StorageObjectInUseProtection(),
  PersistentVolumeClaimResize: ({ objects }) =>
    new PersistentVolumeClaimResize(lookup(objects, 'storage.k8s.io', 'storageclasses')),
  RuntimeClass: ({ objects }) => new RuntimeClass(lookup(objects, 'node.k8s.io', 'runtimeclasses')),
  DefaultIngressClass: ({ objects }) => new DefaultIngressClass(lookup(objects, 'networking.k8s.io', 'ingressclasses')),
  DenyServiceExternalIPs: ({ authorizer }) => new DenyServiceExternalIPs(grants(authorizer)),
  EndpointAddressRestriction: ({ objects, authorizer, onUnreadable }) =>
    new EndpointAddressRestriction(followPodAddresses(objects, onUnreadable), grants(authorizer)),
  PodTopologyLabels: ({ objects }) => new PodTopologyLabels(lookup(objects, '', 'nodes')),
  NodeDeclaredFeatureValidator: ({ objects }) => new NodeDeclaredFeatureValidator(lookup(objects, '', 'nodes')),
  PodResizeValidator: ({ objects }) =>
    new PodResizeValidator({ nodes: lookup(objects, '', 'nodes'), requestsOf: specRequests }),
  CertificateApproval: ({ authorizer }) => new CertificateApproval(signerPermission(authorizer)),
  CertificateSigning: ({ authorizer }) => new CertificateSigning(signerPermission(authorizer)),
  ClusterTrustBundleAttest: ({ authorizer }) => new ClusterTrustBundleAttest(signerPermission(authorizer)),
  CertificateSubjectRestriction: () => new CertificateSubjectRestriction(),
  MutatingAdmissionPolicy: mutatingPolicies,
  MutatingAdmissionWebhook: mutatingWebhooks,
  ValidatingAdmissionPolicy: validatingPolicies,
  ValidatingAdmissionWebhook: validatingWebhooks,
  ResourceQuota: () => new ResourceQuota(),
  AlwaysDeny: () => new AlwaysDeny(),
  RevocationLockout: ({ revocations }) => revocations.lockout(),
};

/** What is asked for, whatever a resize that is under way holds still. */
function specRequests({ status: _status, ...pod }: V1Pod) {
  return podRequests(pod);
}

/** @param resource one that is in no namespace */
function lookup(objects: Objects, group: string, resource: string): Lookup {
  const found = objects.resource(group, resource);
  return {
    find: (name) => objects.find(found, '', name)?.object,
    list: () => objects.list(found).map(({ object }) => object),
  };
}

/** @param resource one that is in namespaces */
function namespaced(objects: Objects, group: string, resource: string) {
  const found = objects.resource(group, resource);
  return {
    find: (namespace: string, name: string) => objects.find(found, namespace, name)?.object,
    list: (namespace: string) => objects.list(found, namespace).map(({ object }) => object),
  };
}
