import type { V1PersistentVolumeSpec } from '../../../schema/generated/types.ts';

/** What a source of each kind gets where the client leaves it out. */
const SOURCE_DEFAULTS: readonly (readonly [keyof V1PersistentVolumeSpec, Readonly<Record<string, unknown>>])[] = [
  ['hostPath', { type: '' }],
  ['iscsi', { iscsiInterface: 'default' }],
  ['rbd', { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }],
  ['azureDisk', { cachingMode: 'ReadWrite', fsType: 'ext4', kind: 'Shared', readOnly: false }],
  ['scaleIO', { storageMode: 'ThinProvisioned', fsType: 'xfs' }],
];

export function setVolumeSpecDefaults(spec: V1PersistentVolumeSpec): void {
  spec.persistentVolumeReclaimPolicy ||= 'Retain';
  spec.volumeMode ??= 'Filesystem';
  for (const [field, defaults] of SOURCE_DEFAULTS) {
    const source = spec[field] as Record<string, unknown> | undefined;
    if (source) Object.assign(source, { ...defaults, ...source });
  }
}
