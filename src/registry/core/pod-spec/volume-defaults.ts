import type { V1DownwardAPIVolumeFile, V1ProjectedVolumeSource, V1Volume } from '../../../schema/generated/types.ts';
import { setPersistentVolumeClaimSpecDefaults } from '../volumes/index.ts';
import { setFieldRefDefaults } from './container-defaults.ts';
import { defaultPullPolicy } from './pull-policies.ts';
import { VOLUME_SOURCES, type VolumeSourceName } from './volume-sources.ts';

const DEFAULT_MODE = 0o644;
const TOKEN_SECONDS = 3600;
const SOURCE_NAMES = Object.keys(VOLUME_SOURCES) as VolumeSourceName[];

/** Values that a source gets where the client left its fields out. */
const FIELD_DEFAULTS = {
  secret: { defaultMode: DEFAULT_MODE },
  configMap: { defaultMode: DEFAULT_MODE },
  downwardAPI: { defaultMode: DEFAULT_MODE },
  projected: { defaultMode: DEFAULT_MODE },
  hostPath: { type: '' },
  iscsi: { iscsiInterface: 'default' },
  rbd: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  azureDisk: { cachingMode: 'ReadWrite', fsType: 'ext4', kind: 'Shared', readOnly: false },
  scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs' },
} as const;

export function setVolumeDefaults(volume: V1Volume): void {
  if (SOURCE_NAMES.every((name) => volume[name] === undefined)) volume.emptyDir = {};
  for (const [name, fields] of Object.entries(FIELD_DEFAULTS)) {
    fillIn(volume[name as keyof typeof FIELD_DEFAULTS], fields);
  }
  if (volume.image) volume.image.pullPolicy ||= defaultPullPolicy(volume.image.reference ?? '');
  setFileDefaults(volume.downwardAPI?.items);
  setProjectedDefaults(volume.projected);
  const template = volume.ephemeral?.volumeClaimTemplate;
  if (!template) return;
  template.spec ??= {};
  setPersistentVolumeClaimSpecDefaults(template.spec);
}

function fillIn(source: object | undefined, fields: Readonly<Record<string, unknown>>): void {
  if (!source) return;
  const values = source as Record<string, unknown>;
  for (const [field, value] of Object.entries(fields)) values[field] ??= value;
}

function setFileDefaults(files: readonly V1DownwardAPIVolumeFile[] | undefined): void {
  for (const file of files ?? []) setFieldRefDefaults(file.fieldRef);
}

function setProjectedDefaults(projected: V1ProjectedVolumeSource | undefined): void {
  for (const source of projected?.sources ?? []) {
    setFileDefaults(source.downwardAPI?.items);
    if (source.serviceAccountToken) source.serviceAccountToken.expirationSeconds ??= TOKEN_SECONDS;
  }
}
