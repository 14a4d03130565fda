/**
 * PodSpec and PodTemplateSpec: defaults, validation and warnings, shared by pods and by every workload that holds a
 * pod template.
 */
export { setPodSpecDefaults, setPodTemplateDefaults } from './defaults.ts';
export { validateNodeSelector, validateNodeSelectorTerm } from './node-selector.ts';
export type { PodSpecOptions, PodTemplateOptions } from './options.ts';
export { validateContainerResources } from './resources.ts';
export { validateTolerations } from './tolerations.ts';
export { validatePodSpec, validatePodTemplateSpec } from './validation.ts';
export { podTemplateWarnings, podWarnings } from './warnings.ts';
