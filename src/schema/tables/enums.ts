import { type AccessWay, NEAR_MISSES } from '../../api/access.ts';
import { REVOCATION_REASONS } from '../../api/allium.ts';

/**
 * The values of the fields whose Go type is marked `+enum`, and of some of Allium's own kinds: of the field itself, or
 * the items of its list, or the values of its map. They are what OpenAPI publishes, sorted as it does; what is allowed in
 * an object is said by the validation of its kind alone, which may allow less or more.
 */
type Enums = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>>>;

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
const ALLOCATION_MODES = ['All', 'ExactCount'];
const DEVICE_TAINT_EFFECTS = ['NoExecute', 'NoSchedule', 'None'];
const FAILURE_POLICIES = ['Fail', 'Ignore'];
const IMAGE_PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MATCH_POLICIES = ['Equivalent', 'Exact'];
const NODE_INCLUSION_POLICIES = ['Honor', 'Ignore'];
const PREEMPTION_POLICIES = ['Never', 'PreemptLowerPriority'];
const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const QUOTA_SCOPES = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
  'VolumeAttributesClass',
];
const RECLAIM_POLICIES = ['Delete', 'Recycle', 'Retain'];
const REINVOCATION_POLICIES = ['IfNeeded', 'Never'];
const RULE = {
  operations: ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE'],
  scope: ['*', 'Cluster', 'Namespaced'],
};
const SIDE_EFFECTS = ['None', 'NoneOnDryRun', 'Some', 'Unknown'];
const SIGNALS = [
  ...'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT RTMAX RTMIN SEGV'.split(' '),
  ...'STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ'.split(' '),
  ...upTo(14).map((below) => `RTMAX-${below}`),
  ...upTo(15).map((above) => `RTMIN+${above}`),
]
  .map((name) => `SIG${name}`)
  .sort();
const TAINT_EFFECTS = ['NoExecute', 'NoSchedule', 'PreferNoSchedule'];
const TERMINATION_MESSAGE_POLICIES = ['FallbackToLogsOnError', 'File'];
const TRAFFIC_POLICIES = ['Cluster', 'Local'];
const UPDATE_STRATEGIES = ['OnDelete', 'RollingUpdate'];
const VOLUME_MODES = ['Block', 'Filesystem'];

export const ENUMS: Enums = {
  'dev.allium.v1alpha1': {
    AccessStep: {
      way: [
        'ApproveCertificate',
        'Bind',
        'ChangeRequests',
        'CreateToken',
        'EnterPod',
        'Escalate',
        'Grant',
        'Impersonate',
        'Masters',
        'ReadToken',
        'RunPod',
      ] satisfies AccessWay[],
    },
    AccessSubject: { kind: ['Group', 'ServiceAccount', 'User'] },
    AuthorizerOpinion: { decision: ['Allow', 'Deny', 'NoOpinion'] },
    CredentialRevocationSpec: { reason: [...REVOCATION_REASONS.keys()].sort() },
    IssuedCredentialSpec: { type: ['Certificate', 'Token'] },
    NearMiss: { reason: [...NEAR_MISSES].sort() },
  },
  'io.k8s.api.admissionregistration.v1': {
    MatchResources: { matchPolicy: MATCH_POLICIES },
    MutatingAdmissionPolicySpec: { failurePolicy: FAILURE_POLICIES, reinvocationPolicy: REINVOCATION_POLICIES },
    MutatingWebhook: {
      failurePolicy: FAILURE_POLICIES,
      matchPolicy: MATCH_POLICIES,
      reinvocationPolicy: REINVOCATION_POLICIES,
      sideEffects: SIDE_EFFECTS,
    },
    Mutation: { patchType: ['ApplyConfiguration', 'JSONPatch'] },
    NamedRuleWithOperations: RULE,
    RuleWithOperations: RULE,
    ValidatingAdmissionPolicyBindingSpec: { validationActions: ['Audit', 'Deny', 'Warn'] },
    ValidatingAdmissionPolicySpec: { failurePolicy: FAILURE_POLICIES },
    ValidatingWebhook: { failurePolicy: FAILURE_POLICIES, matchPolicy: MATCH_POLICIES, sideEffects: SIDE_EFFECTS },
  },
  'io.k8s.api.apps.v1': {
    DaemonSetUpdateStrategy: { type: UPDATE_STRATEGIES },
    DeploymentStrategy: { type: ['Recreate', 'RollingUpdate'] },
    StatefulSetSpec: { podManagementPolicy: ['OrderedReady', 'Parallel'] },
    StatefulSetUpdateStrategy: { type: UPDATE_STRATEGIES },
  },
  'io.k8s.api.batch.v1': {
    CronJobSpec: { concurrencyPolicy: ['Allow', 'Forbid', 'Replace'] },
    JobSpec: { completionMode: ['Indexed', 'NonIndexed'], podReplacementPolicy: ['Failed', 'TerminatingOrFailed'] },
    PodFailurePolicyOnExitCodesRequirement: { operator: ['In', 'NotIn'] },
    PodFailurePolicyRule: { action: ['Count', 'FailIndex', 'FailJob', 'Ignore'] },
  },
  'io.k8s.api.certificates.v1': {
    CertificateSigningRequestSpec: {
      usages: [
        ...['any', 'cert sign', 'client auth', 'code signing', 'content commitment', 'crl sign', 'data encipherment'],
        ...['decipher only', 'digital signature', 'email protection', 'encipher only', 'ipsec end system'],
        ...['ipsec tunnel', 'ipsec user', 'key agreement', 'key encipherment', 'microsoft sgc', 'netscape sgc'],
        ...['ocsp signing', 's/mime', 'server auth', 'signing', 'timestamping'],
      ],
    },
  },
  'io.k8s.api.core.v1': {
    AppArmorProfile: { type: PROFILE_TYPES },
    AzureDiskVolumeSource: { cachingMode: ['None', 'ReadOnly', 'ReadWrite'], kind: ['Dedicated', 'Managed', 'Shared'] },
    Container: { imagePullPolicy: IMAGE_PULL_POLICIES, terminationMessagePolicy: TERMINATION_MESSAGE_POLICIES },
    ContainerPort: { protocol: PROTOCOLS },
    ContainerStatus: { stopSignal: SIGNALS },
    EndpointPort: { protocol: PROTOCOLS },
    EphemeralContainer: {
      imagePullPolicy: IMAGE_PULL_POLICIES,
      terminationMessagePolicy: TERMINATION_MESSAGE_POLICIES,
    },
    HTTPGetAction: { scheme: ['HTTP', 'HTTPS'] },
    HostPathVolumeSource: {
      type: ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'],
    },
    ImageVolumeSource: { pullPolicy: IMAGE_PULL_POLICIES },
    Lifecycle: { stopSignal: SIGNALS },
    ModifyVolumeStatus: { status: ['InProgress', 'Infeasible', 'Pending'] },
    NamespaceStatus: { phase: ['Active', 'Terminating'] },
    NodeSelectorRequirement: { operator: ['DoesNotExist', 'Exists', 'Gt', 'In', 'Lt', 'NotIn'] },
    NodeStatus: { phase: ['Pending', 'Running', 'Terminated'] },
    PersistentVolumeClaimSpec: { accessModes: ACCESS_MODES, volumeMode: VOLUME_MODES },
    PersistentVolumeClaimStatus: {
      accessModes: ACCESS_MODES,
      allocatedResourceStatuses: [
        'ControllerResizeInProgress',
        'ControllerResizeInfeasible',
        'NodeResizeInProgress',
        'NodeResizeInfeasible',
        'NodeResizePending',
      ],
      phase: ['Bound', 'Lost', 'Pending'],
    },
    PersistentVolumeSpec: {
      accessModes: ACCESS_MODES,
      persistentVolumeReclaimPolicy: RECLAIM_POLICIES,
      volumeMode: VOLUME_MODES,
    },
    PersistentVolumeStatus: { phase: ['Available', 'Bound', 'Failed', 'Pending', 'Released'] },
    PodSecurityContext: {
      fsGroupChangePolicy: ['Always', 'OnRootMismatch'],
      supplementalGroupsPolicy: ['Merge', 'Strict'],
    },
    PodSpec: {
      dnsPolicy: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'],
      preemptionPolicy: PREEMPTION_POLICIES,
      restartPolicy: ['Always', 'Never', 'OnFailure'],
    },
    PodStatus: {
      phase: ['Failed', 'Pending', 'Running', 'Succeeded', 'Unknown'],
      qosClass: ['BestEffort', 'Burstable', 'Guaranteed'],
    },
    PortStatus: { protocol: PROTOCOLS },
    ResourceQuotaSpec: { scopes: QUOTA_SCOPES },
    ScopedResourceSelectorRequirement: {
      operator: ['DoesNotExist', 'Exists', 'In', 'NotIn'],
      scopeName: QUOTA_SCOPES,
    },
    SeccompProfile: { type: PROFILE_TYPES },
    SecurityContext: { procMount: ['Default', 'Unmasked'] },
    ServicePort: { protocol: PROTOCOLS },
    ServiceSpec: {
      externalTrafficPolicy: TRAFFIC_POLICIES,
      internalTrafficPolicy: TRAFFIC_POLICIES,
      ipFamilies: ['', 'IPv4', 'IPv6'],
      ipFamilyPolicy: ['PreferDualStack', 'RequireDualStack', 'SingleStack'],
      sessionAffinity: ['ClientIP', 'None'],
      type: ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'],
    },
    Taint: { effect: TAINT_EFFECTS },
    Toleration: { effect: TAINT_EFFECTS, operator: ['Equal', 'Exists', 'Gt', 'Lt'] },
    TopologySpreadConstraint: {
      nodeAffinityPolicy: NODE_INCLUSION_POLICIES,
      nodeTaintsPolicy: NODE_INCLUSION_POLICIES,
      whenUnsatisfiable: ['DoNotSchedule', 'ScheduleAnyway'],
    },
    VolumeMount: { mountPropagation: ['Bidirectional', 'HostToContainer', 'None'] },
  },
  'io.k8s.api.discovery.v1': {
    EndpointPort: { protocol: PROTOCOLS },
    EndpointSlice: { addressType: ['FQDN', 'IPv4', 'IPv6'] },
  },
  'io.k8s.api.networking.v1': {
    HTTPIngressPath: { pathType: ['Exact', 'ImplementationSpecific', 'Prefix'] },
    IngressPortStatus: { protocol: PROTOCOLS },
    NetworkPolicyPort: { protocol: PROTOCOLS },
    NetworkPolicySpec: { policyTypes: ['Egress', 'Ingress'] },
  },
  'io.k8s.api.policy.v1': {
    PodDisruptionBudgetSpec: { unhealthyPodEvictionPolicy: ['AlwaysAllow', 'IfHealthyBudget'] },
  },
  'io.k8s.api.resource.v1': {
    DeviceAllocationConfiguration: { source: ['FromClaim', 'FromClass'] },
    DeviceSubRequest: { allocationMode: ALLOCATION_MODES },
    DeviceTaint: { effect: DEVICE_TAINT_EFFECTS },
    DeviceToleration: { effect: DEVICE_TAINT_EFFECTS, operator: ['Equal', 'Exists'] },
    ExactDeviceRequest: { allocationMode: ALLOCATION_MODES },
  },
  'io.k8s.api.scheduling.v1': {
    PriorityClass: { preemptionPolicy: PREEMPTION_POLICIES },
  },
  'io.k8s.api.storage.v1': {
    StorageClass: { reclaimPolicy: RECLAIM_POLICIES, volumeBindingMode: ['Immediate', 'WaitForFirstConsumer'] },
  },
};

function upTo(last: number): number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}
