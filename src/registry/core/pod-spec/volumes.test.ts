import type { V1Volume } from '../../../schema/generated/types.ts';
import { app, type SpecCase, testSpecs } from './testing/pod-cases.ts';

const GOOD: Omit<V1Volume, 'name'>[] = [
  { emptyDir: { sizeLimit: '1Gi' } },
  { hostPath: { path: '/var', type: 'Directory' } },
  { secret: { secretName: 's', items: [{ key: 'k', path: 'a/b', mode: 0o400 }] } },
  { configMap: { name: 'c' } },
  { nfs: { server: 's', path: '/p' } },
  { iscsi: { targetPortal: 'p:1', iqn: 'iqn.2001-04.com.example:storage', lun: 1 } },
  { fc: { targetWWNs: ['w'], lun: 0 } },
  { csi: { driver: 'Driver.example.com', nodePublishSecretRef: { name: 's' } } },
  { image: { reference: 'i:1' } },
  { downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
  { projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: { name: 'c' } }] } },
  { quobyte: { registry: 'a:1,[::1]:2', volume: 'v' } },
  {
    ephemeral: {
      volumeClaimTemplate: {
        metadata: { labels: { a: 'b' } },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    },
  },
];

/** A bad source, and what is wrong with it, below `spec.volumes[0]`. */
const BAD: [source: Omit<V1Volume, 'name'>, ...errors: string[]][] = [
  [
    { emptyDir: { sizeLimit: '-1' } },
    'emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity',
  ],
  [{ emptyDir: {}, cephfs: { monitors: ['m'] } }, 'cephFS: Forbidden: may not specify more than 1 volume type'],
  [{ hostPath: {} }, 'hostPath.path: Required value'],
  [{ hostPath: { path: '/a/../b' } }, 'hostPath.path: Invalid value: "/a/../b": must not contain \'..\''],
  [
    { hostPath: { path: '/a', type: 'Pipe' } },
    'hostPath.type: Unsupported value: "Pipe": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
  ],
  [
    { gitRepo: { directory: '/x' } },
    'gitRepo.repository: Required value',
    'gitRepo.directory: Invalid value: "/x": must be a relative path',
  ],
  [
    { gcePersistentDisk: { partition: 300 } },
    'persistentDisk.pdName: Required value',
    'persistentDisk.partition: Invalid value: 300: must be between 1 and 255, inclusive',
  ],
  [
    { secret: { defaultMode: 512 } },
    'secret.secretName: Required value',
    'secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive',
  ],
  [
    { configMap: { name: 'c', items: [{ path: '..x' }] } },
    'configMap.items[0].key: Required value',
    'configMap.items[0].path: Invalid value: "..x": must not start with \'..\'',
  ],
  [{ nfs: { server: 's', path: 'p' } }, 'nfs.path: Invalid value: "p": must be an absolute path'],
  [
    { iscsi: { targetPortal: 'p', iqn: 'foo', lun: 256 } },
    'iscsi.iqn: Invalid value: "foo": must be valid format starting with iqn, eui, or naa',
    'iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive',
  ],
  [{ glusterfs: { path: 'p' } }, 'glusterfs.endpoints: Required value'],
  [{ flocker: { datasetName: 'a/b' } }, 'flocker.datasetName: Invalid value: "a/b": must not contain \'/\''],
  [{ persistentVolumeClaim: {} }, 'persistentVolumeClaim.claimName: Required value'],
  [{ rbd: { image: 'i' } }, 'rbd.monitors: Required value'],
  [{ cinder: { volumeID: 'v', secretRef: {} } }, 'cinder.secretRef.name: Required value'],
  [
    { quobyte: { registry: 'a', volume: 'v' } },
    'quobyte.registry: Invalid value: "a": must be a host:port pair or multiple pairs separated by commas',
  ],
  [{ fc: {} }, 'fc.targetWWNs: Required value: must specify either targetWWNs or wwids, but not both'],
  [
    { flexVolume: { driver: 'd', options: { 'x.k8s.io/y': '1' } } },
    'flexVolume.options[x.k8s.io/y]: Invalid value: "x.k8s.io/y": kubernetes.io and k8s.io namespaces are reserved',
  ],
  [
    { azureDisk: { diskName: 'd', diskURI: 'x', kind: 'Managed' } },
    'azureDisk.diskURI: Unsupported value: "x": supported values: "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"',
  ],
  [{ storageos: {} }, 'storageos.volumeName: Required value'],
  [{ csi: {} }, 'csi.driver: Required value'],
  [{ image: {} }, 'image.reference: Required value'],
  [
    { downwardAPI: { items: [{ path: 'x' }, { path: 'y', resourceFieldRef: { resource: 'limits.cpu' } }] } },
    'downwardAPI: Required value: one of fieldRef and resourceFieldRef is required',
    'downwardAPI.resourceFieldRef.containerName: Required value',
  ],
  [
    {
      projected: {
        sources: [{ serviceAccountToken: { expirationSeconds: 1 } }, { secret: {}, configMap: { name: 'c' } }],
      },
    },
    'projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 1: may not specify a duration less than 10 minutes',
    'projected.path: Required value',
    'projected.sources[1].secret.name: Required value',
    'projected.sources[1]: Forbidden: may not specify more than 1 volume type per source',
  ],
  [
    {
      projected: {
        sources: [
          { secret: { name: 's', items: [{ key: 'a', path: 'p' }] } },
          { configMap: { name: 'c', items: [{ key: 'a', path: 'p' }] } },
        ],
      },
    },
    'projected: Invalid value: "c": conflicting duplicate paths',
  ],
  [{ ephemeral: {} }, 'ephemeral.volumeClaimTemplate: Required value'],
  [
    { ephemeral: { volumeClaimTemplate: { metadata: { name: 'x' }, spec: { accessModes: ['ReadWriteOnce'] } } } },
    'ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set',
    'ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value',
  ],
];

const goodCases = GOOD.map(
  (source): SpecCase => [
    `${Object.keys(source)[0]} is valid`,
    (spec) => {
      spec.volumes = [{ name: 'v', ...source }];
    },
  ],
);
const badCases = BAD.map(
  ([source, ...errors]): SpecCase => [
    `${JSON.stringify(source)} is refused`,
    (spec) => {
      spec.volumes = [{ name: 'v', ...source }];
    },
    ...errors.map((error) => `spec.volumes[0].${error}`),
  ],
);

const CASES: SpecCase[] = [
  [
    'names are required, unique labels',
    (spec) => {
      spec.volumes = [{ emptyDir: {} }, { name: 'v', emptyDir: {} }, { name: 'v', emptyDir: {} }];
    },
    'spec.volumes[0].name: Required value',
    'spec.volumes[2].name: Duplicate value: "v"',
  ],
  [
    'a claim that will be made for the pod is no other volume',
    (spec) => {
      const template = { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } };
      spec.volumes = [
        { name: 'tmp', ephemeral: { volumeClaimTemplate: template } },
        { name: 'x', persistentVolumeClaim: { claimName: 'web-tmp' } },
      ];
    },
    'spec.volumes[1].persistentVolumeClaim.claimName: Invalid value: "web-tmp": must not reference a PVC that gets created for an ephemeral volume',
  ],
  [
    'mounts: known volumes, unique paths, relative sub-paths',
    (spec) => {
      app(spec).volumeMounts = [
        { name: 'data', mountPath: '/a' },
        { name: 'none', mountPath: '/a' },
        { name: 'data' },
        { name: 'data', mountPath: '/b', subPath: '/x', subPathExpr: 'y' },
      ];
    },
    'spec.containers[0].volumeMounts[1].name: Not found: "none"',
    'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique',
    'spec.containers[0].volumeMounts[2].mountPath: Required value',
    'spec.containers[0].volumeMounts.subPath: Invalid value: "/x": must be a relative path',
    'spec.containers[0].volumeMounts[3].subPathExpr: Invalid value: "y": subPathExpr and subPath are mutually exclusive',
  ],
  [
    'propagation to the node is for the privileged',
    (spec) => {
      app(spec).volumeMounts = [{ name: 'data', mountPath: '/a', mountPropagation: 'Bidirectional' }];
    },
    'spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
  ],
  [
    'the privileged may propagate',
    (spec) => {
      app(spec).securityContext = { privileged: true };
      app(spec).volumeMounts = [{ name: 'data', mountPath: '/a', mountPropagation: 'Bidirectional' }];
    },
  ],
  [
    'recursive read-only mounts are read-only and private',
    (spec) => {
      app(spec).volumeMounts = [
        { name: 'data', mountPath: '/a', recursiveReadOnly: 'Enabled', mountPropagation: 'HostToContainer' },
        { name: 'data', mountPath: '/b', recursiveReadOnly: 'Maybe' },
        { name: 'data', mountPath: '/c', recursiveReadOnly: 'IfPossible', readOnly: true },
      ];
    },
    'spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when readOnly is true',
    'spec.containers[0].volumeMounts.recursiveReadOnly: Forbidden: may only be specified when mountPropagation is None or not specified',
    'spec.containers[0].volumeMounts.recursiveReadOnly: Unsupported value: "Maybe": supported values: "Disabled", "Enabled", "IfPossible"',
  ],
  [
    'block devices are claims, and not mounted as well',
    (spec) => {
      app(spec).volumeMounts = [{ name: 'data', mountPath: '/a' }];
      app(spec).volumeDevices = [
        { name: 'data', devicePath: '/a' },
        { name: 'disk', devicePath: '/dev/../x' },
      ];
    },
    'spec.containers[0].volumeMounts[0].name: Invalid value: "data": must not already exist in volumeDevices',
    'spec.containers[0].volumeMounts[0].mountPath: Invalid value: "/a": must not already exist as a path in volumeDevices',
    'spec.containers[0].volumeDevices[0].name: Invalid value: "data": can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
    'spec.containers[0].volumeDevices[0].name: Invalid value: "data": must not already exist in volumeMounts',
    'spec.containers[0].volumeDevices[0].devicePath: Invalid value: "/a": must not already exist as a path in volumeMounts',
    'spec.containers[0].volumeDevices[1].devicePath: Invalid value: "/dev/../x": can not contain backsteps (\'..\')',
  ],
  [
    'a claim as a block device',
    (spec) => {
      app(spec).volumeDevices = [{ name: 'disk', devicePath: '/dev/xvda' }];
    },
  ],
];

testSpecs([...goodCases, ...badCases, ...CASES]);
