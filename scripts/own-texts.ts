/** What fields are for of which no package says it: their type is a struct, and they are newer than `kubernetes-types`. */
export const OWN_TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  V1APIServiceSpec: {
    service: 'The Service that serves the API, in the cluster. Absent: this server serves it.',
  },
  V1AllocatedDeviceStatus: { networkData: "The device's network interface: its name and addresses." },
  V1AllocationResult: {
    devices: 'The devices that are allocated, and how they are configured.',
    nodeSelector: 'The nodes from which the devices can be reached. Absent: all.',
  },
  V1CapacityRequestPolicy: { validRange: 'The range of amounts that may be asked for, and the steps in it.' },
  V1ContainerRestartRule: { exitCodes: 'The exit codes that the rule is for.' },
  V1ContainerStatus: { user: "The user and the groups with which the container's first process was started." },
  V1ContainerUser: { linux: 'The identity of the first process on Linux. It may have changed since.' },
  V1Device: { nodeSelector: 'The nodes that can use the device.' },
  V1DeviceAllocationConfiguration: { opaque: 'Parameters of a driver, which alone knows what they mean.' },
  V1DeviceCapacity: { requestPolicy: 'How much of the capacity may be asked for, where a device is shared.' },
  V1DeviceClaimConfiguration: { opaque: 'Parameters of a driver, which alone knows what they mean.' },
  V1DeviceClassConfiguration: { opaque: 'Parameters of a driver, which alone knows what they mean.' },
  V1DeviceRequest: { exactly: 'What is asked for, where there is no choice.' },
  V1DeviceSelector: { cel: 'A CEL expression that is true of the devices that fit.' },
  V1DeviceSubRequest: { capacity: "How much is asked for of the device's capacities." },
  V1EnvVarSource: { fileKeyRef: 'A key of a file with variables, in a volume of the pod.' },
  V1ExactDeviceRequest: { capacity: "How much is asked for of the device's capacities." },
  V1IngressRule: { http: 'The paths that the rule is for, and where they lead.' },
  V1ListMeta: { shardInfo: 'Which part of the list this is, where a part was asked for.' },
  V1MutatingAdmissionPolicyBindingSpec: {
    matchResources:
      'Which of the requests that the policy matches it is bound to. Absent: all of them. What the policy does not match, this does not add.',
    paramRef: "The objects that the policy is evaluated with, each by itself; of the policy's paramKind.",
  },
  V1MutatingAdmissionPolicySpec: {
    matchConstraints: 'Which requests the policy is for. Required. Policies and their bindings are never matched.',
    paramKind: 'The kind of the objects that the policy is evaluated with. Absent: it has no parameters.',
  },
  V1Mutation: {
    applyConfiguration: 'Fields that the object is to have, merged as server-side apply merges them.',
    jsonPatch: 'Operations of a JSON patch that are done to the object.',
  },
  V1NodeStatus: { features: 'What the container runtime can do, whichever of its handlers runs a pod.' },
  V1NodeSystemInfo: { swap: "The node's swap memory." },
  V1PodSpec: {
    resources:
      'What the pod as a whole requests, and its limits: cpu, memory and hugepages. Its containers share what they do not have of their own.',
    schedulingGroup: 'The group that the pod is scheduled with. It cannot be changed.',
  },
  V1PodStatus: {
    extendedResourceClaimStatus: 'The ResourceClaim that was made for extended resources that devices provide.',
    resources: 'The requests and limits of the pod as a whole that are in force.',
  },
  V1ResourceAttributes: {
    fieldSelector: 'The fields by which objects are selected, where the question is about many of them.',
    labelSelector: 'The labels by which objects are selected, where the question is about many of them.',
  },
  V1ResourceClaimSpec: { devices: 'The devices that are asked for.' },
  V1ResourceClaimStatus: { allocation: 'What was allocated. It is set when there is all that was asked for.' },
  V1ResourceSliceSpec: {
    nodeSelector: 'The nodes that can use the devices.',
    pool: 'The pool that the devices are in.',
  },
  V1Volume: { image: 'An OCI image or artifact, which the kubelet pulls and mounts to be read.' },
  V1VolumeMountStatus: { volumeStatus: 'What is known of the volume, by its type.' },
  V1VolumeProjection: { podCertificate: 'A key and a certificate of the pod, which the kubelet renews.' },
  V1VolumeStatus: { image: 'What is known of an image volume.' },
};
