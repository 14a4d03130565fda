/**
 * Which fields kube-apiserver shows though nobody set them: those that Go's struct tags do not mark `omitempty`, and
 * structs, which `omitempty` never leaves out. Nearly always these are the required ones and the metadata, spec and
 * status of a kind; a row names a definition's others:
 * - `rules`: optional, and shown all the same.
 * - `*selector`: shown; Go holds it by a pointer, so it is null when unset, where others have their type's zero value.
 * - `-policyName`: required, but left out when it is not set.
 */
const ROWS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'io.k8s.api.admissionregistration.v1': {
    MutatingWebhook: '*sideEffects',
    ValidatingAdmissionPolicyBindingSpec: '-policyName -validationActions',
    ValidatingWebhook: '*sideEffects',
  },
  'io.k8s.api.apps.v1': {
    ControllerRevision: 'data',
    DaemonSetCondition: 'lastTransitionTime',
    DaemonSetSpec: '*selector updateStrategy',
    DeploymentCondition: 'lastTransitionTime lastUpdateTime',
    DeploymentSpec: '*selector strategy',
    ReplicaSetCondition: 'lastTransitionTime',
    ReplicaSetSpec: '*selector template',
    StatefulSetCondition: 'lastTransitionTime',
    StatefulSetOrdinals: 'start',
    StatefulSetSpec: '*selector serviceName updateStrategy',
    StatefulSetStatus: 'availableReplicas',
  },
  'io.k8s.api.authentication.v1': {
    SelfSubjectReviewStatus: 'userInfo',
    TokenRequestSpec: 'audiences *boundObjectRef *expirationSeconds',
    TokenRequestStatus: 'expirationTimestamp token',
    TokenReviewSpec: '-token',
    TokenReviewStatus: 'user',
  },
  'io.k8s.api.autoscaling.v2': {
    HorizontalPodAutoscalerCondition: 'lastTransitionTime',
    HorizontalPodAutoscalerStatus: 'currentMetrics',
  },
  'io.k8s.api.batch.v1': {
    JobCondition: 'lastProbeTime lastTransitionTime',
    PodFailurePolicyOnPodConditionsPattern: 'status',
  },
  'io.k8s.api.certificates.v1': {
    CertificateSigningRequestCondition: 'lastTransitionTime lastUpdateTime',
  },
  'io.k8s.api.core.v1': {
    AzureFilePersistentVolumeSource: '*secretNamespace',
    Container: 'resources',
    ContainerImage: 'names',
    ContainerRestartRule: '-action',
    ContainerRestartRuleOnExitCodes: '-operator',
    ContainerStateRunning: 'startedAt',
    ContainerStateTerminated: 'finishedAt startedAt',
    ContainerStatus: 'lastState state',
    EphemeralContainer: 'resources',
    Event: 'eventTime firstTimestamp lastTimestamp reportingComponent reportingInstance source',
    EventSeries: 'lastObservedTime',
    GRPCAction: '*service',
    ImageVolumeStatus: '-imageRef',
    NamespaceCondition: 'lastTransitionTime',
    NodeCondition: 'lastHeartbeatTime lastTransitionTime',
    NodeDaemonEndpoints: 'kubeletEndpoint',
    NodeRuntimeHandler: 'name',
    NodeStatus: 'daemonEndpoints nodeInfo',
    PersistentVolumeClaimCondition: 'lastProbeTime lastTransitionTime',
    PersistentVolumeClaimSpec: 'resources',
    PodCertificateProjection: '-keyType -signerName',
    PodCondition: 'lastProbeTime lastTransitionTime',
    PodTemplate: 'template',
    ProjectedVolumeSource: 'sources',
    ReplicationControllerCondition: 'lastTransitionTime',
    ResourceFieldSelector: 'divisor',
    ScaleIOPersistentVolumeSource: '*secretRef',
    ScaleIOVolumeSource: '*secretRef',
    ServicePort: 'targetPort',
    ServiceStatus: 'loadBalancer',
    TypedLocalObjectReference: '*apiGroup',
    TypedObjectReference: '*apiGroup',
  },
  'io.k8s.api.discovery.v1': {
    Endpoint: 'conditions',
    EndpointSlice: 'endpoints ports',
  },
  'io.k8s.api.events.v1': {
    Event: 'deprecatedFirstTimestamp deprecatedLastTimestamp deprecatedSource regarding',
  },
  'io.k8s.api.flowcontrol.v1': {
    FlowSchemaCondition: 'lastTransitionTime',
    FlowSchemaSpec: 'matchingPrecedence',
    LimitedPriorityLevelConfiguration: 'limitResponse *nominalConcurrencyShares',
    PriorityLevelConfigurationCondition: 'lastTransitionTime',
    QueuingConfiguration: 'handSize queueLengthLimit queues',
    ResourcePolicyRule: 'namespaces',
  },
  'io.k8s.api.networking.v1': {
    HTTPIngressPath: '*pathType',
    IPAddressSpec: '-parentRef',
    IngressClassParametersReference: '*scope',
    IngressServiceBackend: 'port',
    IngressStatus: 'loadBalancer',
    NetworkPolicySpec: 'podSelector',
    ParentReference: '-name -resource',
  },
  'io.k8s.api.policy.v1': {
    PodDisruptionBudgetStatus: 'currentHealthy desiredHealthy disruptionsAllowed expectedPods',
  },
  'io.k8s.api.rbac.v1': {
    ClusterRole: 'rules',
    Role: 'rules',
    RoleRef: 'apiGroup',
  },
  'io.k8s.api.resource.v1': {
    AllocatedDeviceStatus: 'conditions',
    AllocationResult: 'devices',
    CapacityRequestPolicy: '*default',
    CapacityRequestPolicyRange: '-min',
    CounterSet: '-counters',
    DeviceClaim: 'requests',
    DeviceCounterConsumption: '-counters',
    ResourceClaimSpec: 'devices',
  },
  'io.k8s.api.scheduling.v1': {
    PriorityClass: 'value',
  },
  'io.k8s.api.storage.v1': {
    CSINodeDriver: 'topologyKeys',
    VolumeError: 'time',
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1': {
    CustomResourceDefinitionCondition: 'lastTransitionTime',
    CustomResourceDefinitionStatus: 'acceptedNames conditions storedVersions',
  },
  'io.k8s.apimachinery.pkg.apis.meta.v1': {
    APIGroup: 'preferredVersion',
  },
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1': {
    APIServiceCondition: 'lastTransitionTime',
    APIServiceSpec: '*service',
  },
};

/** What stands where a field is not set: its type's zero value, null, or nothing at all. */
export type ShownUnset = 'zero' | 'null' | 'nothing';

const MARKS: Readonly<Record<string, ShownUnset>> = { '*': 'null', '-': 'nothing' };
const WORD = /^(?<mark>[*-])?(?<name>.+)$/;

/** One row, by field. */
function marksOf(goPackage: string, type: string): ReadonlyMap<string, ShownUnset> {
  const words = ROWS[goPackage]?.[type]?.split(' ') ?? [];
  return new Map(
    words.map((word) => {
      const { mark = '', name = '' } = WORD.exec(word)!.groups!;
      return [name, MARKS[mark] ?? 'zero'];
    }),
  );
}

const PARTS: ReadonlySet<string> = new Set(['metadata', 'spec', 'status']);

/** What is shown of a definition's fields, by what OpenAPI says of them. Kinds that are not Kubernetes' own are no Go types. */
export function shownUnsetIn(definition: string): (field: string, required: boolean, isStruct: boolean) => ShownUnset {
  if (!definition.startsWith('io.k8s.')) return () => 'nothing';
  const dot = definition.lastIndexOf('.');
  const marks = marksOf(definition.slice(0, dot), definition.slice(dot + 1));
  return (field, required, isStruct) =>
    marks.get(field) ?? (required || (isStruct && PARTS.has(field)) ? 'zero' : 'nothing');
}
