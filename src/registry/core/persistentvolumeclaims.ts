import { path } from '../../api/field.ts';
import { Quantity } from '../../api/quantity.ts';
import { BETA_STORAGE_CLASS_ANNOTATION } from '../../api/storage-class.ts';
import type { V1PersistentVolumeClaimSpec } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { reconcileDataSources } from './volumes/claim-data-sources.ts';
import { setPersistentVolumeClaimSpecDefaults, validatePersistentVolumeClaimSpec } from './volumes/claim-spec.ts';
import { type PersistentVolumeClaim, validateClaimChanges, validateClaimStatus } from './volumes/claim-update.ts';

function warnings(claim: PersistentVolumeClaim): string[] {
  const found = claimSpecWarnings(claim.spec ?? {});
  if (claim.metadata.annotations?.[BETA_STORAGE_CLASS_ANNOTATION] === undefined) return found;
  const at = path('metadata', 'annotations').key(BETA_STORAGE_CLASS_ANNOTATION);
  return [`${at}: deprecated since v1.8; use "storageClassName" attribute instead`, ...found];
}

function claimSpecWarnings({ resources }: V1PersistentVolumeClaimSpec): string[] {
  return (['requests', 'limits'] as const).flatMap((list) => {
    const amount = resources?.[list]?.storage;
    if (amount === undefined || Quantity.parse(amount).isInteger()) return [];
    const at = path('spec', 'resources', list).key('storage');
    return [`${at}: fractional byte value "${amount}" is invalid, must be an integer`];
  });
}

export const persistentVolumeClaims = defineResource<PersistentVolumeClaim>({
  name: 'persistentvolumeclaims',
  kind: 'PersistentVolumeClaim',
  namespaced: true,
  returnsDeleted: true,
  shortNames: ['pvc'],
  strategy: {
    defaults(claim) {
      claim.spec ??= {};
      setPersistentVolumeClaimSpecDefaults(claim.spec);
      claim.status ??= {};
      claim.status.phase ||= 'Pending';
    },
    prepareForCreate(claim) {
      claim.status = { phase: 'Pending' };
      reconcileDataSources(claim.spec!, undefined);
    },
    prepareForUpdate(claim, old) {
      claim.status = old.status ?? {};
      reconcileDataSources(claim.spec!, old.spec);
    },
    validate: (claim) => validatePersistentVolumeClaimSpec(claim.spec, path('spec')),
    validateUpdate: (claim, old) => [
      ...validatePersistentVolumeClaimSpec(claim.spec, path('spec'), old.spec ? { old: old.spec } : {}),
      ...validateClaimChanges(claim, old),
    ],
    warnings,
  },
  status: {
    prepareForUpdate(claim, old) {
      claim.spec = old.spec ?? {};
    },
    validateUpdate: validateClaimStatus,
  },
});
