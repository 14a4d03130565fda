export { setPersistentVolumeClaimSpecDefaults, validatePersistentVolumeClaimSpec } from './claim-spec.ts';
