/** Specs of claims and sources of volumes as messages show them (pkg/apis/core/types.go). */
import {
  dictionary,
  flag,
  type GoStruct,
  integer,
  labelSelector,
  optional,
  pointer,
  struct,
  text,
} from '../../../api/go-struct.ts';

const RESOURCES: GoStruct = { Limits: dictionary('limits'), Requests: dictionary('requests') };
const LOCAL_TYPED: GoStruct = { APIGroup: optional('apiGroup'), Kind: text('kind'), Name: text('name') };

export const CLAIM_SPEC: GoStruct = {
  AccessModes: optional('accessModes'),
  Selector: labelSelector('selector'),
  Resources: struct('resources', RESOURCES),
  VolumeName: text('volumeName'),
  StorageClassName: optional('storageClassName'),
  VolumeMode: optional('volumeMode'),
  DataSource: pointer('dataSource', LOCAL_TYPED),
  DataSourceRef: pointer('dataSourceRef', { ...LOCAL_TYPED, Namespace: optional('namespace') }),
  VolumeAttributesClassName: optional('volumeAttributesClassName'),
};

const secret = (name: string) => pointer(name, { Name: text('name'), Namespace: text('namespace') });
const FS_TYPE = text('fsType');
const READ_ONLY = flag('readOnly');
const SECRET_REF = secret('secretRef');

const CEPH_FS: GoStruct = {
  Monitors: optional('monitors'),
  Path: text('path'),
  User: text('user'),
  SecretFile: text('secretFile'),
  SecretRef: SECRET_REF,
  ReadOnly: READ_ONLY,
};
const CSI: GoStruct = {
  Driver: text('driver'),
  VolumeHandle: text('volumeHandle'),
  ReadOnly: READ_ONLY,
  FSType: FS_TYPE,
  VolumeAttributes: dictionary('volumeAttributes'),
  ControllerPublishSecretRef: secret('controllerPublishSecretRef'),
  NodeStageSecretRef: secret('nodeStageSecretRef'),
  NodePublishSecretRef: secret('nodePublishSecretRef'),
  ControllerExpandSecretRef: secret('controllerExpandSecretRef'),
  NodeExpandSecretRef: secret('nodeExpandSecretRef'),
};
const AZURE_DISK: GoStruct = {
  DiskName: text('diskName'),
  DataDiskURI: text('diskURI'),
  CachingMode: optional('cachingMode'),
  FSType: optional('fsType'),
  ReadOnly: optional('readOnly'),
  Kind: optional('kind'),
};
const AZURE_FILE: GoStruct = {
  SecretName: text('secretName'),
  ShareName: text('shareName'),
  ReadOnly: READ_ONLY,
  SecretNamespace: optional('secretNamespace'),
};
const FIBRE_CHANNEL: GoStruct = {
  TargetWWNs: optional('targetWWNs'),
  Lun: optional('lun'),
  FSType: FS_TYPE,
  ReadOnly: READ_ONLY,
  WWIDs: optional('wwids'),
};
const FLEX_VOLUME: GoStruct = {
  Driver: text('driver'),
  FSType: FS_TYPE,
  SecretRef: SECRET_REF,
  ReadOnly: READ_ONLY,
  Options: dictionary('options'),
};
const GLUSTERFS: GoStruct = {
  EndpointsName: text('endpoints'),
  Path: text('path'),
  ReadOnly: READ_ONLY,
  EndpointsNamespace: optional('endpointsNamespace'),
};
const ISCSI: GoStruct = {
  TargetPortal: text('targetPortal'),
  IQN: text('iqn'),
  Lun: integer('lun'),
  ISCSIInterface: text('iscsiInterface'),
  FSType: FS_TYPE,
  ReadOnly: READ_ONLY,
  Portals: optional('portals'),
  DiscoveryCHAPAuth: flag('chapAuthDiscovery'),
  SessionCHAPAuth: flag('chapAuthSession'),
  SecretRef: SECRET_REF,
  InitiatorName: optional('initiatorName'),
};
const QUOBYTE: GoStruct = {
  Registry: text('registry'),
  Volume: text('volume'),
  ReadOnly: READ_ONLY,
  User: text('user'),
  Group: text('group'),
  Tenant: text('tenant'),
};
const RBD: GoStruct = {
  CephMonitors: optional('monitors'),
  RBDImage: text('image'),
  FSType: FS_TYPE,
  RBDPool: text('pool'),
  RadosUser: text('user'),
  Keyring: text('keyring'),
  SecretRef: SECRET_REF,
  ReadOnly: READ_ONLY,
};
const SCALE_IO: GoStruct = {
  Gateway: text('gateway'),
  System: text('system'),
  SecretRef: SECRET_REF,
  SSLEnabled: flag('sslEnabled'),
  ProtectionDomain: text('protectionDomain'),
  StoragePool: text('storagePool'),
  StorageMode: text('storageMode'),
  VolumeName: text('volumeName'),
  FSType: FS_TYPE,
  ReadOnly: READ_ONLY,
};
const OBJECT: GoStruct = {
  Kind: text('kind'),
  Namespace: text('namespace'),
  Name: text('name'),
  UID: text('uid'),
  APIVersion: text('apiVersion'),
  ResourceVersion: text('resourceVersion'),
  FieldPath: text('fieldPath'),
};
const STORAGE_OS: GoStruct = {
  VolumeName: text('volumeName'),
  VolumeNamespace: text('volumeNamespace'),
  FSType: FS_TYPE,
  ReadOnly: READ_ONLY,
  SecretRef: pointer('secretRef', OBJECT),
};
const VSPHERE: GoStruct = {
  VolumePath: text('volumePath'),
  FSType: FS_TYPE,
  StoragePolicyName: text('storagePolicyName'),
  StoragePolicyID: text('storagePolicyID'),
};
const partitioned = (id: GoStruct): GoStruct => ({
  ...id,
  FSType: FS_TYPE,
  Partition: integer('partition'),
  ReadOnly: READ_ONLY,
});
const VOLUME_ID: GoStruct = { VolumeID: text('volumeID') };
const PORTWORX: GoStruct = { ...VOLUME_ID, FSType: FS_TYPE, ReadOnly: READ_ONLY };

export const VOLUME_SOURCE: GoStruct = {
  GCEPersistentDisk: pointer('gcePersistentDisk', partitioned({ PDName: text('pdName') })),
  AWSElasticBlockStore: pointer('awsElasticBlockStore', partitioned(VOLUME_ID)),
  HostPath: pointer('hostPath', { Path: text('path'), Type: optional('type') }),
  Glusterfs: pointer('glusterfs', GLUSTERFS),
  NFS: pointer('nfs', { Server: text('server'), Path: text('path'), ReadOnly: READ_ONLY }),
  RBD: pointer('rbd', RBD),
  Quobyte: pointer('quobyte', QUOBYTE),
  ISCSI: pointer('iscsi', ISCSI),
  FlexVolume: pointer('flexVolume', FLEX_VOLUME),
  Cinder: pointer('cinder', { ...PORTWORX, SecretRef: SECRET_REF }),
  CephFS: pointer('cephfs', CEPH_FS),
  FC: pointer('fc', FIBRE_CHANNEL),
  Flocker: pointer('flocker', { DatasetName: text('datasetName'), DatasetUUID: text('datasetUUID') }),
  AzureFile: pointer('azureFile', AZURE_FILE),
  VsphereVolume: pointer('vsphereVolume', VSPHERE),
  AzureDisk: pointer('azureDisk', AZURE_DISK),
  PhotonPersistentDisk: pointer('photonPersistentDisk', { PdID: text('pdID'), FSType: FS_TYPE }),
  PortworxVolume: pointer('portworxVolume', PORTWORX),
  ScaleIO: pointer('scaleIO', SCALE_IO),
  Local: pointer('local', { Path: text('path'), FSType: optional('fsType') }),
  StorageOS: pointer('storageos', STORAGE_OS),
  CSI: pointer('csi', CSI),
};
