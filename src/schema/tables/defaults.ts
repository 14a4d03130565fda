/** Defaults that the published schemas declare themselves: server-side apply fills them into the keys of list items. */
export const DEFAULTS: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>> = {
  'io.k8s.api.apps.v1': {
    ControllerRevision: { revision: 0 },
    DaemonSetStatus: { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 },
    ReplicaSetStatus: { replicas: 0 },
    StatefulSetOrdinals: { start: 0 },
    StatefulSetStatus: { availableReplicas: 0, replicas: 0 },
  },
  'io.k8s.api.authorization.v1': {
    SubjectAccessReviewStatus: { allowed: false },
    SubjectRulesReviewStatus: { incomplete: false },
  },
  'io.k8s.api.autoscaling.v1': {
    HorizontalPodAutoscalerSpec: { maxReplicas: 0 },
    HorizontalPodAutoscalerStatus: { currentReplicas: 0, desiredReplicas: 0 },
    ScaleSpec: { replicas: 0 },
    ScaleStatus: { replicas: 0 },
  },
  'io.k8s.api.autoscaling.v2': {
    HPAScalingPolicy: { periodSeconds: 0, value: 0 },
    HorizontalPodAutoscalerSpec: { maxReplicas: 0 },
    HorizontalPodAutoscalerStatus: { desiredReplicas: 0 },
  },
  'io.k8s.api.core.v1': {
    AzureDiskVolumeSource: { cachingMode: 'ReadWrite', fsType: 'ext4', kind: 'Shared', readOnly: false },
    ContainerPort: { containerPort: 0, protocol: 'TCP' },
    ContainerStateTerminated: { exitCode: 0 },
    ContainerStatus: { ready: false, restartCount: 0 },
    DaemonEndpoint: { Port: 0 },
    EndpointPort: { port: 0 },
    FileKeySelector: { optional: false },
    GRPCAction: { port: 0 },
    ISCSIPersistentVolumeSource: { iscsiInterface: 'default', lun: 0 },
    ISCSIVolumeSource: { iscsiInterface: 'default', lun: 0 },
    LinuxContainerUser: { gid: 0, uid: 0 },
    PortStatus: { port: 0 },
    PreferredSchedulingTerm: { weight: 0 },
    RBDPersistentVolumeSource: { keyring: '/etc/ceph/keyring', pool: 'rbd', user: 'admin' },
    RBDVolumeSource: { keyring: '/etc/ceph/keyring', pool: 'rbd', user: 'admin' },
    ReplicationControllerSpec: { minReadySeconds: 0, replicas: 1 },
    ReplicationControllerStatus: { replicas: 0 },
    ScaleIOPersistentVolumeSource: { fsType: 'xfs', storageMode: 'ThinProvisioned' },
    ScaleIOVolumeSource: { fsType: 'xfs', storageMode: 'ThinProvisioned' },
    ServicePort: { port: 0, protocol: 'TCP' },
    SleepAction: { seconds: 0 },
    TopologySpreadConstraint: { maxSkew: 0 },
    WeightedPodAffinityTerm: { weight: 0 },
  },
  'io.k8s.api.events.v1': {
    EventSeries: { count: 0 },
  },
  'io.k8s.api.flowcontrol.v1': {
    FlowSchemaSpec: { matchingPrecedence: 0 },
    QueuingConfiguration: { handSize: 0, queueLengthLimit: 0, queues: 0 },
  },
  'io.k8s.api.networking.v1': {
    IngressPortStatus: { port: 0 },
  },
  'io.k8s.api.policy.v1': {
    PodDisruptionBudgetStatus: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  },
  'io.k8s.api.resource.v1': {
    DeviceToleration: { operator: 'Equal' },
    ResourcePool: { generation: 0, resourceSliceCount: 0 },
  },
  'io.k8s.api.scheduling.v1': {
    PriorityClass: { value: 0 },
  },
  'io.k8s.api.storage.v1': {
    VolumeAttachmentStatus: { attached: false },
  },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1': {
    CustomResourceDefinitionVersion: { served: false, storage: false },
  },
  'io.k8s.apimachinery.pkg.apis.meta.v1': {
    APIResource: { namespaced: false },
  },
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1': {
    APIServiceSpec: { groupPriorityMinimum: 0, versionPriority: 0 },
  },
};
