import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKnownPluginName, isPluginName, OFF_BY_DEFAULT, PLUGIN_ORDER } from './plugin-order.ts';
import { selectPlugins } from './select-plugins.ts';

const BY_DEFAULT = PLUGIN_ORDER.filter((name) => !OFF_BY_DEFAULT.has(name));

test('by default everything is on but what an administrator has to turn on', () => {
  assert.deepEqual(selectPlugins({ enable: [], disable: [] }), BY_DEFAULT);
});

test('what is enabled takes its place in the order, wherever it is named', () => {
  const selected = selectPlugins({ enable: ['PodSecurityPolicy', 'LimitRanger'], disable: [] });
  assert.deepEqual(
    selected,
    PLUGIN_ORDER.filter((name) => name === 'PodSecurityPolicy' || BY_DEFAULT.includes(name)),
  );
});

test('what is disabled is off', () => {
  const selected = selectPlugins({ enable: [], disable: ['LimitRanger', 'PodSecurityPolicy'] });
  assert.deepEqual(
    selected,
    BY_DEFAULT.filter((name) => name !== 'LimitRanger'),
  );
});

test('the names of plugins that do nothing may be given', () => {
  assert.deepEqual(selectPlugins({ enable: ['AlwaysAdmit'], disable: ['PodGroupWorkloadExists'] }), BY_DEFAULT);
});

test('the order is that of kube-apiserver, with what is only here in between', () => {
  const ours = new Set(['PodSecurityPolicy', 'EndpointAddressRestriction', 'RevocationLockout']);
  assert.deepEqual(
    PLUGIN_ORDER.filter((name) => !ours.has(name)),
    UPSTREAM.filter((name) => isPluginName(name)),
  );
  assert.deepEqual(
    UPSTREAM.filter((name) => !isKnownPluginName(name)),
    [],
  );
});

/** AllOrderedPlugins of v1.36 (pkg/kubeapiserver/options/plugins.go). */
const UPSTREAM = [
  'AlwaysAdmit',
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
  'PodNodeSelector',
  'Priority',
  'DefaultTolerationSeconds',
  'PodTolerationRestriction',
  'EventRateLimit',
  'ExtendedResourceToleration',
  'DefaultStorageClass',
  'StorageObjectInUseProtection',
  'PodGroupProtection',
  'OwnerReferencesPermissionEnforcement',
  'PersistentVolumeClaimResize',
  'RuntimeClass',
  'CertificateApproval',
  'CertificateSigning',
  'ClusterTrustBundleAttest',
  'CertificateSubjectRestriction',
  'DefaultIngressClass',
  'DenyServiceExternalIPs',
  'PodTopologyLabels',
  'PodGroupWorkloadExists',
  'NodeDeclaredFeatureValidator',
  'JobValidation',
  'PodResizeValidator',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionWebhook',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionWebhook',
  'ResourceQuota',
  'AlwaysDeny',
];
