/**
 * PodSpec and PodTemplateSpec: defaults, validation and warnings, shared by pods and by every workload that holds a
 * pod template.
 */
export { setPodSpecDefaults, setPodTemplateDefaults } from './defaults.ts';
export type { PodSpecOptions, PodTemplateOptions } from './options.ts';
export { validatePodSpec, validatePodTemplateSpec } from './validation.ts';
export { podTemplateWarnings } from './warnings.ts';
