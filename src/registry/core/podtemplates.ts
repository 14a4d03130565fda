import { path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1PodTemplate } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { podTemplateWarnings, setPodTemplateDefaults, validatePodTemplateSpec } from './pod-spec/index.ts';

type PodTemplate = V1PodTemplate & KubeObject;

const TEMPLATE = path('template');

export const podTemplates = defineResource<PodTemplate>({
  name: 'podtemplates',
  kind: 'PodTemplate',
  namespaced: true,
  returnsDeleted: true,
  strategy: {
    defaults(object) {
      object.template ??= {};
      setPodTemplateDefaults(object.template);
    },
    tracksGeneration: true,
    validate: (object) => validatePodTemplateSpec(object.template, TEMPLATE),
    validateUpdate: (object, { template: old }) =>
      validatePodTemplateSpec(object.template, TEMPLATE, old ? { old } : {}),
    warnings: (object) => podTemplateWarnings(object.template, TEMPLATE),
  },
});
