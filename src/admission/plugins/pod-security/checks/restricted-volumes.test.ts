import { restrictedVolumes } from './restricted-volumes.ts';
import { type Case, testCheck } from './testing.ts';

const ALLOWED = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
];
const RESTRICTED = [
  ...['hostPath', 'gcePersistentDisk', 'awsElasticBlockStore', 'gitRepo', 'nfs', 'iscsi', 'glusterfs', 'rbd'],
  ...['flexVolume', 'cinder', 'cephfs', 'flocker', 'fc', 'azureFile', 'vsphereVolume', 'quobyte', 'azureDisk'],
  ...['portworxVolume', 'scaleIO', 'storageos', 'photonPersistentDisk'],
];
const volume = (source: string, name = 'v') => ({ name, [source]: {} });
const refused = (source: string): Case => [
  source,
  { volumes: [volume(source)] },
  `restricted volume types (volume "v" uses restricted volume type "${source}")`,
];

testCheck(restrictedVolumes, [
  ['all that are allowed', { volumes: ALLOWED.map((source) => volume(source)) }, undefined],
  ...RESTRICTED.map(refused),
  [
    'two',
    { volumes: [volume('nfs', 'a'), volume('secret', 'b'), volume('hostPath', 'c')] },
    'restricted volume types (volumes "a", "c" use restricted volume types "hostPath", "nfs")',
  ],
  [
    'of no kind',
    { volumes: [{ name: 'a' }] },
    'restricted volume types (volume "a" uses restricted volume type "unknown")',
  ],
]);
