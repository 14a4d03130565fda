import type { KubeObject } from '../../../api/object.ts';
import { BETA_STORAGE_CLASS_ANNOTATION } from '../../../api/storage-class.ts';
import type { V1PersistentVolume, V1PersistentVolumeClaim } from '../../../schema/generated/types.ts';
import type { TableDefinition } from '../../resource.ts';
import { AGE, column, NAME, table } from '../../table/columns.ts';

type PersistentVolume = V1PersistentVolume & KubeObject;
type PersistentVolumeClaim = V1PersistentVolumeClaim & KubeObject;

const UNSET = '<unset>';
const WIDE = { wide: true };

const SHORT_MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

function accessModes(modes: readonly string[] = []): string {
  return SHORT_MODES.filter(([mode]) => modes.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

function phaseOf({ metadata, status }: PersistentVolume | PersistentVolumeClaim): string {
  return metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating';
}

function classOf({ metadata, spec }: PersistentVolume | PersistentVolumeClaim): string {
  return metadata.annotations?.[BETA_STORAGE_CLASS_ANNOTATION] ?? spec?.storageClassName ?? '';
}

function claimOf({ spec }: PersistentVolume): string {
  const claim = spec?.claimRef;
  return claim ? `${claim.namespace ?? ''}/${claim.name ?? ''}` : '';
}

const CLASS = column<PersistentVolume | PersistentVolumeClaim>(
  'StorageClass',
  'The StorageClass that the storage belongs to.',
  classOf,
);
const ATTRIBUTES_CLASS = column<PersistentVolume | PersistentVolumeClaim>(
  'VolumeAttributesClass',
  'The VolumeAttributesClass that the storage belongs to.',
  ({ spec }) => spec?.volumeAttributesClassName ?? UNSET,
);
const VOLUME_MODE = column<PersistentVolume | PersistentVolumeClaim>(
  'VolumeMode',
  'Whether it is used as a file system or as a raw block device.',
  ({ spec }) => spec?.volumeMode ?? UNSET,
  WIDE,
);

export const persistentVolumeTable: TableDefinition<PersistentVolume> = table<PersistentVolume>(
  NAME,
  column('Capacity', 'The resources and capacity of the volume.', ({ spec }) => spec?.capacity?.storage ?? '0'),
  column('Access Modes', 'All the ways the volume can be mounted.', ({ spec }) => accessModes(spec?.accessModes)),
  column(
    'Reclaim Policy',
    'What happens to the volume when its claim is gone.',
    ({ spec }) => spec?.persistentVolumeReclaimPolicy ?? '',
  ),
  column('Status', 'Whether the volume is available, bound to a claim or released by it.', phaseOf),
  column('Claim', 'The claim that the volume is bound to.', claimOf),
  CLASS,
  ATTRIBUTES_CLASS,
  column('Reason', 'Why the volume is in its state, as a word for programs.', ({ status }) => status?.reason ?? ''),
  AGE,
  VOLUME_MODE,
);

export const persistentVolumeClaimTable: TableDefinition<PersistentVolumeClaim> = table<PersistentVolumeClaim>(
  NAME,
  column('Status', 'Whether the claim is pending, bound or lost.', phaseOf),
  column('Volume', 'The volume that the claim is bound to.', ({ spec }) => spec?.volumeName ?? ''),
  column('Capacity', 'The actual resources of the volume.', ({ spec, status }) =>
    spec?.volumeName ? (status?.capacity?.storage ?? '0') : '',
  ),
  column('Access Modes', 'The actual access modes of the volume.', ({ spec, status }) =>
    spec?.volumeName ? accessModes(status?.accessModes) : '',
  ),
  CLASS,
  ATTRIBUTES_CLASS,
  AGE,
  VOLUME_MODE,
);
