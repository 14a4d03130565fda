/** The wire fields of pod status of core/v1. */
import type { Messages } from '../field-table.ts';

export const CORE_POD_STATUS: Messages = {
  ContainerExtendedResourceRequest: 'containerName=1 resourceName=2 requestName=3',
  ContainerState: 'waiting=1 running=2 terminated=3',
  ContainerStateRunning: 'startedAt=1',
  ContainerStateTerminated: 'exitCode=1 signal?=2 reason?=3 message?=4 startedAt=5 finishedAt=6 containerID?=7',
  ContainerStateWaiting: 'reason?=1 message?=2',
  ContainerStatus: `
    name=1 state=2 lastState=3 ready=4 restartCount=5 image=6 imageID=7 containerID?=8 started=9 allocatedResources=10
    resources=11 volumeMounts=12 user=13 allocatedResourcesStatus=14 stopSignal=15`,
  ContainerUser: 'linux=1',
  HostIP: 'ip=1',
  ImageVolumeStatus: 'imageRef?=1',
  LinuxContainerUser: 'uid=1 gid=2 supplementalGroups=3',
  NodeAllocatableResourceClaimStatus: 'resourceClaimName=1 containers=2 resources=3',
  PodCondition: 'type=1 status=2 lastProbeTime=3 lastTransitionTime=4 reason?=5 message?=6 observedGeneration?=7',
  PodExtendedResourceClaimStatus: 'requestMappings=1 resourceClaimName=2',
  PodIP: 'ip=1',
  PodResourceClaimStatus: 'name=1 resourceClaimName=2',
  PodStatus: `
    phase?=1 conditions=2 message?=3 reason?=4 hostIP?=5 podIP?=6 startTime=7 containerStatuses=8 qosClass?=9
    initContainerStatuses=10 nominatedNodeName?=11 podIPs=12 ephemeralContainerStatuses=13 resize?=14
    resourceClaimStatuses=15 hostIPs=16 observedGeneration?=17 extendedResourceClaimStatus=18 allocatedResources=19
    resources=20 nodeAllocatableResourceClaimStatuses=21`,
  ResourceHealth: 'resourceID=1 health?=2 message=6',
  ResourceStatus: 'name=1 resources=2',
  VolumeMountStatus: 'name=1 mountPath=2 readOnly?=3 recursiveReadOnly=4 volumeStatus=5',
  VolumeStatus: 'image=1',
};
