/** The wire fields of persistent volumes and claims of core/v1. */
import type { Messages } from '../field-table.ts';

export const CORE_VOLUMES: Messages = {
  ModifyVolumeStatus: 'targetVolumeAttributesClassName?=1 status=2',
  PersistentVolume: 'metadata=1 spec=2 status=3',
  PersistentVolumeClaim: 'metadata=1 spec=2 status=3',
  PersistentVolumeClaimCondition: 'type=1 status=2 lastProbeTime=3 lastTransitionTime=4 reason?=5 message?=6',
  PersistentVolumeClaimSpec: `
    accessModes=1 resources=2 volumeName?=3 selector=4 storageClassName=5 volumeMode=6 dataSource=7 dataSourceRef=8
    volumeAttributesClassName=9`,
  PersistentVolumeClaimStatus: `
    phase?=1 accessModes=2 capacity=3 conditions=4 allocatedResources=5 allocatedResourceStatuses=7
    currentVolumeAttributesClassName=8 modifyVolumeStatus=9`,
  PersistentVolumeClaimTemplate: 'metadata=1 spec=2',
  PersistentVolumeSpec: `
    capacity=1 ...PersistentVolumeSource=2 accessModes=3 claimRef=4 persistentVolumeReclaimPolicy?=5
    storageClassName?=6 mountOptions=7 volumeMode=8 nodeAffinity=9 volumeAttributesClassName=10`,
  PersistentVolumeStatus: 'phase?=1 message?=2 reason?=3 lastPhaseTransitionTime=4',
  VolumeNodeAffinity: 'required=1',
  VolumeResourceRequirements: 'limits=1 requests=2',
};
