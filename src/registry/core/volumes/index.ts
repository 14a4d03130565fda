import type { Resource } from '../../resource.ts';
import { persistentVolumeClaims } from '../persistentvolumeclaims.ts';
import { persistentVolumes } from '../persistentvolumes.ts';

export { setPersistentVolumeClaimSpecDefaults, validatePersistentVolumeClaimSpec } from './claim-spec.ts';

export const volumeResources: readonly Resource[] = [persistentVolumes, persistentVolumeClaims];
