/** What OpenAPI tells of the values of fields agrees with what objects are refused for. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { ENUMS } from '../schema/tables/enums.ts';
import { openTestApi } from './testing.ts';

const test = await openTestApi();
after(() => test.close());

/** What is created: where, and all but its metadata. */
type Creation = readonly [path: string, body: object];

const OTHER = 'Other';
const METADATA = { name: 'x' };
const SELECTOR = { matchLabels: { app: 'x' } };
const CONTAINER = { name: 'c', image: 'c:1' };
const TEMPLATE = { metadata: { labels: { app: 'x' } }, spec: { containers: [CONTAINER] } };

const pods = (spec: object): Creation => [
  '/api/v1/namespaces/default/pods',
  { spec: { containers: [CONTAINER], ...spec } },
];
const container = (fields: object): Creation => pods({ containers: [{ ...CONTAINER, ...fields }] });
const volume = (source: object): Creation => pods({ volumes: [{ name: 'v', ...source }] });
const services = (spec: object): Creation => [
  '/api/v1/namespaces/default/services',
  { spec: { ports: [{ port: 80 }], ...spec } },
];
const workload = (group: string, resource: string, spec: object): Creation => [
  `/apis/${group}/v1/namespaces/default/${resource}`,
  { spec: { selector: SELECTOR, template: TEMPLATE, ...spec } },
];
const jobs = (spec: object): Creation => [
  '/apis/batch/v1/namespaces/default/jobs',
  { spec: { template: { spec: { restartPolicy: 'Never', containers: [CONTAINER] } }, ...spec } },
];
const claims = (spec: object): Creation => [
  '/api/v1/namespaces/default/persistentvolumeclaims',
  { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1' } }, ...spec } },
];
const volumes = (spec: object): Creation => [
  '/api/v1/persistentvolumes',
  { spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1' }, hostPath: { path: '/x' }, ...spec } },
];
const webhooks = (fields: object): Creation => [
  '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
  {
    webhooks: [
      {
        ...{ name: 'a.b.c', admissionReviewVersions: ['v1'], sideEffects: 'None' },
        clientConfig: { url: 'https://x' },
        ...fields,
      },
    ],
  },
];
const PODS = { apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] };
const rule = (fields: object): Creation =>
  webhooks({
    rules: [{ ...PODS, ...fields }],
  });
const spread = (fields: object): Creation =>
  pods({
    topologySpreadConstraints: [
      { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: SELECTOR, ...fields },
    ],
  });

const device = (exactly: object): Creation => [
  '/apis/resource.k8s.io/v1/namespaces/default/resourceclaims',
  { spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'c', ...exactly } }] } } },
];
const azureDisk = (fields: object) => volume({ azureDisk: { diskName: 'x', diskURI: 'https://x/y', ...fields } });
const policies = (kind: 'mutating' | 'validating', spec: object): Creation => [
  `/apis/admissionregistration.k8s.io/v1/${kind}admissionpolicies`,
  { spec: { matchConstraints: { resourceRules: [PODS] }, ...spec } },
];

const ADMISSION = 'io.k8s.api.admissionregistration.v1';
const APPS = 'io.k8s.api.apps.v1';
const BATCH = 'io.k8s.api.batch.v1';
const CORE = 'io.k8s.api.core.v1';
const NETWORKING = 'io.k8s.api.networking.v1';
const RESOURCE = 'io.k8s.api.resource.v1';

/** An object that has another value there. */
const CASES: readonly [goPackage: string, type: string, field: string, creation: Creation][] = [
  [
    'dev.allium.v1alpha1',
    'CredentialRevocationSpec',
    'reason',
    ['/apis/allium.dev/v1alpha1/credentialrevocations', { spec: { token: { id: 'x' }, reason: OTHER } }],
  ],
  [ADMISSION, 'MutatingWebhook', 'failurePolicy', webhooks({ failurePolicy: OTHER })],
  [ADMISSION, 'MutatingWebhook', 'matchPolicy', webhooks({ matchPolicy: OTHER })],
  [ADMISSION, 'MutatingWebhook', 'reinvocationPolicy', webhooks({ reinvocationPolicy: OTHER })],
  [
    ADMISSION,
    'Mutation',
    'patchType',
    policies('mutating', { reinvocationPolicy: 'Never', mutations: [{ patchType: OTHER }] }),
  ],
  [ADMISSION, 'RuleWithOperations', 'operations', rule({ operations: [OTHER] })],
  [ADMISSION, 'RuleWithOperations', 'scope', rule({ scope: OTHER })],
  [APPS, 'DaemonSetUpdateStrategy', 'type', workload('apps', 'daemonsets', { updateStrategy: { type: OTHER } })],
  [APPS, 'DeploymentStrategy', 'type', workload('apps', 'deployments', { strategy: { type: OTHER } })],
  [
    ADMISSION,
    'ValidatingAdmissionPolicySpec',
    'failurePolicy',
    policies('validating', { failurePolicy: OTHER, validations: [{ expression: 'true' }] }),
  ],
  [BATCH, 'JobSpec', 'completionMode', jobs({ completionMode: OTHER })],
  [BATCH, 'JobSpec', 'podReplacementPolicy', jobs({ podReplacementPolicy: OTHER })],
  [BATCH, 'PodFailurePolicyRule', 'action', jobs({ podFailurePolicy: { rules: [{ action: OTHER }] } })],
  [CORE, 'AppArmorProfile', 'type', pods({ securityContext: { appArmorProfile: { type: OTHER } } })],
  [CORE, 'AzureDiskVolumeSource', 'cachingMode', azureDisk({ cachingMode: OTHER })],
  [CORE, 'AzureDiskVolumeSource', 'kind', azureDisk({ kind: OTHER })],
  [CORE, 'Container', 'imagePullPolicy', container({ imagePullPolicy: OTHER })],
  [CORE, 'Container', 'terminationMessagePolicy', container({ terminationMessagePolicy: OTHER })],
  [CORE, 'ContainerPort', 'protocol', container({ ports: [{ containerPort: 80, protocol: OTHER }] })],
  [CORE, 'HTTPGetAction', 'scheme', container({ livenessProbe: { httpGet: { port: 80, scheme: OTHER } } })],
  [CORE, 'HostPathVolumeSource', 'type', volume({ hostPath: { path: '/x', type: OTHER } })],
  [CORE, 'ImageVolumeSource', 'pullPolicy', volume({ image: { reference: 'x', pullPolicy: OTHER } })],
  [CORE, 'PersistentVolumeClaimSpec', 'accessModes', claims({ accessModes: [OTHER] })],
  [CORE, 'PersistentVolumeClaimSpec', 'volumeMode', claims({ volumeMode: OTHER })],
  [CORE, 'PersistentVolumeSpec', 'persistentVolumeReclaimPolicy', volumes({ persistentVolumeReclaimPolicy: OTHER })],
  [CORE, 'PodSecurityContext', 'fsGroupChangePolicy', pods({ securityContext: { fsGroupChangePolicy: OTHER } })],
  [
    CORE,
    'PodSecurityContext',
    'supplementalGroupsPolicy',
    pods({ securityContext: { supplementalGroupsPolicy: OTHER } }),
  ],
  [CORE, 'PodSpec', 'dnsPolicy', pods({ dnsPolicy: OTHER })],
  [CORE, 'PodSpec', 'preemptionPolicy', pods({ preemptionPolicy: OTHER })],
  [CORE, 'PodSpec', 'restartPolicy', pods({ restartPolicy: OTHER })],
  [CORE, 'SeccompProfile', 'type', pods({ securityContext: { seccompProfile: { type: OTHER } } })],
  [CORE, 'SecurityContext', 'procMount', container({ securityContext: { procMount: OTHER } })],
  [CORE, 'ServicePort', 'protocol', services({ ports: [{ port: 80, protocol: OTHER }] })],
  [CORE, 'ServiceSpec', 'externalTrafficPolicy', services({ type: 'NodePort', externalTrafficPolicy: OTHER })],
  [CORE, 'ServiceSpec', 'internalTrafficPolicy', services({ internalTrafficPolicy: OTHER })],
  [CORE, 'ServiceSpec', 'ipFamilies', services({ ipFamilies: [OTHER] })],
  [CORE, 'ServiceSpec', 'ipFamilyPolicy', services({ ipFamilyPolicy: OTHER })],
  [CORE, 'ServiceSpec', 'sessionAffinity', services({ sessionAffinity: OTHER })],
  [CORE, 'ServiceSpec', 'type', services({ type: OTHER })],
  [CORE, 'Taint', 'effect', ['/api/v1/nodes', { spec: { taints: [{ key: 'a', effect: OTHER }] } }]],
  [CORE, 'Toleration', 'effect', pods({ tolerations: [{ key: 'a', operator: 'Exists', effect: OTHER }] })],
  [CORE, 'TopologySpreadConstraint', 'nodeAffinityPolicy', spread({ nodeAffinityPolicy: OTHER })],
  [CORE, 'TopologySpreadConstraint', 'nodeTaintsPolicy', spread({ nodeTaintsPolicy: OTHER })],
  [CORE, 'TopologySpreadConstraint', 'whenUnsatisfiable', spread({ whenUnsatisfiable: OTHER })],
  [
    CORE,
    'VolumeMount',
    'mountPropagation',
    pods({
      volumes: [{ name: 'v', emptyDir: {} }],
      containers: [{ ...CONTAINER, volumeMounts: [{ name: 'v', mountPath: '/v', mountPropagation: OTHER }] }],
    }),
  ],
  [
    NETWORKING,
    'NetworkPolicySpec',
    'policyTypes',
    [
      '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies',
      { spec: { podSelector: {}, policyTypes: [OTHER] } },
    ],
  ],
  [
    'io.k8s.api.policy.v1',
    'PodDisruptionBudgetSpec',
    'unhealthyPodEvictionPolicy',
    [
      '/apis/policy/v1/namespaces/default/poddisruptionbudgets',
      { spec: { minAvailable: 1, selector: SELECTOR, unhealthyPodEvictionPolicy: OTHER } },
    ],
  ],
  [RESOURCE, 'DeviceToleration', 'effect', device({ tolerations: [{ key: 'a', operator: 'Exists', effect: OTHER }] })],
  [RESOURCE, 'DeviceToleration', 'operator', device({ tolerations: [{ key: 'a', operator: OTHER }] })],
  [RESOURCE, 'ExactDeviceRequest', 'allocationMode', device({ allocationMode: OTHER })],
  [
    'io.k8s.api.certificates.v1',
    'CertificateSigningRequestSpec',
    'usages',
    [
      '/apis/certificates.k8s.io/v1/certificatesigningrequests',
      { spec: { request: 'eA==', signerName: 'a.b/c', usages: [OTHER] } },
    ],
  ],
  [
    'io.k8s.api.discovery.v1',
    'EndpointSlice',
    'addressType',
    ['/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', { addressType: OTHER, endpoints: [] }],
  ],
  [
    'io.k8s.api.scheduling.v1',
    'PriorityClass',
    'preemptionPolicy',
    ['/apis/scheduling.k8s.io/v1/priorityclasses', { value: 1, preemptionPolicy: OTHER }],
  ],
  [
    'io.k8s.api.storage.v1',
    'StorageClass',
    'volumeBindingMode',
    ['/apis/storage.k8s.io/v1/storageclasses', { provisioner: 'a.b', volumeBindingMode: OTHER }],
  ],
];

const SUPPORTED = /Unsupported value: (?:"Other"|{"type":"Other"}): supported values: (("[^"]*"(, )?)+)/;

describe('the values that OpenAPI tells are those that are supported', () => {
  for (const [goPackage, type, field, [path, body]] of CASES) {
    it(`by ${type} ${field}`, async () => {
      const answer = await test.call('POST', `${path}?dryRun=All`, { metadata: METADATA, ...body });
      const said = SUPPORTED.exec(answer.body.message)?.[1];
      assert.ok(said, answer.text);
      const told = ENUMS[goPackage]![type]![field]!;
      // An empty string is told for what is not set.
      const values = JSON.parse(`[${said.replace(/, $/, '')}]`) as string[];
      assert.deepEqual(values.filter(Boolean).sort(), told.filter(Boolean));
    });
  }
});
