/**
 * The fields whose strings are quantities (`500m`, `1Gi`): the field itself, or the items of its list, or the values of
 * its map, whichever the typed model calls a string. The models do not tell them from other strings.
 */
export const QUANTITIES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'io.k8s.api.autoscaling.v2': {
    HPAScalingRules: ['tolerance'],
    MetricTarget: ['averageValue', 'value'],
    MetricValueStatus: ['averageValue', 'value'],
  },
  'io.k8s.api.core.v1': {
    ContainerStatus: ['allocatedResources'],
    EmptyDirVolumeSource: ['sizeLimit'],
    LimitRangeItem: ['default', 'defaultRequest', 'max', 'maxLimitRequestRatio', 'min'],
    NodeAllocatableResourceClaimStatus: ['resources'],
    NodeStatus: ['allocatable', 'capacity'],
    PersistentVolumeClaimStatus: ['allocatedResources', 'capacity'],
    PersistentVolumeSpec: ['capacity'],
    PodSpec: ['overhead'],
    PodStatus: ['allocatedResources'],
    ResourceFieldSelector: ['divisor'],
    ResourceQuotaSpec: ['hard'],
    ResourceQuotaStatus: ['hard', 'used'],
    ResourceRequirements: ['limits', 'requests'],
    VolumeResourceRequirements: ['limits', 'requests'],
  },
  'io.k8s.api.node.v1': {
    Overhead: ['podFixed'],
  },
  'io.k8s.api.resource.v1': {
    CapacityRequestPolicy: ['default', 'validValues'],
    CapacityRequestPolicyRange: ['max', 'min', 'step'],
    CapacityRequirements: ['requests'],
    Counter: ['value'],
    DeviceCapacity: ['value'],
    DeviceRequestAllocationResult: ['consumedCapacity'],
    NodeAllocatableResourceMapping: ['allocationMultiplier'],
  },
  'io.k8s.api.storage.v1': {
    CSIStorageCapacity: ['capacity', 'maximumVolumeSize'],
  },
};
