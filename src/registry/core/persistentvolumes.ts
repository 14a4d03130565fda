import { type FieldError, path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1PersistentVolume } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { setVolumeSpecDefaults } from './volumes/volume-defaults.ts';
import { validateVolumeSpec } from './volumes/volume-spec.ts';
import { validateVolumeChanges } from './volumes/volume-update.ts';
import { volumeWarnings } from './volumes/volume-warnings.ts';

type PersistentVolume = V1PersistentVolume & KubeObject;

/** A change of phase is stamped, unless who changes it has stamped it. */
function stampPhase(volume: PersistentVolume, old: PersistentVolume, now: string): void {
  volume.status ??= {};
  const status = volume.status;
  const before = old.status?.lastPhaseTransitionTime;
  const stamped = status.lastPhaseTransitionTime;
  if (status.phase !== old.status?.phase) {
    if (stamped === undefined || stamped === before) status.lastPhaseTransitionTime = now;
  } else if (stamped === undefined && before !== undefined) {
    status.lastPhaseTransitionTime = before;
  }
}

function validate({ metadata, spec = {} }: PersistentVolume): FieldError[] {
  return validateVolumeSpec(spec, path('spec'), metadata.name ?? '');
}

export const persistentVolumes = defineResource<PersistentVolume>({
  name: 'persistentvolumes',
  kind: 'PersistentVolume',
  namespaced: false,
  returnsDeleted: true,
  shortNames: ['pv'],
  strategy: {
    defaults(volume) {
      volume.spec ??= {};
      setVolumeSpecDefaults(volume.spec);
      volume.status ??= {};
      volume.status.phase ||= 'Pending';
    },
    prepareForCreate(volume, { now }) {
      volume.status = { phase: 'Pending', lastPhaseTransitionTime: now };
    },
    prepareForUpdate(volume, old) {
      volume.status = old.status ?? {};
    },
    validate,
    validateUpdate: (volume, old) => [...validate(volume), ...validateVolumeChanges(volume.spec ?? {}, old.spec ?? {})],
    warnings: volumeWarnings,
  },
  status: {
    prepareForUpdate(volume, old, { now }) {
      volume.spec = old.spec ?? {};
      stampPhase(volume, old, now);
    },
  },
});
