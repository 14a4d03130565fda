import { type FieldError, invalidValue, path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import { isExtendedResource } from '../../api/resource-kinds.ts';
import type { V1DeviceClass } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateList } from './collections.ts';
import { MAX_CONFIGS, validateConfiguration, validateSelectors } from './device-selection.ts';

type DeviceClass = V1DeviceClass & KubeObject;

const SPEC = path('spec');

function validate({ spec = {} }: DeviceClass): FieldError[] {
  const { extendedResourceName: name } = spec;
  const errors = [
    ...validateSelectors(spec.selectors, SPEC.child('selectors')),
    ...validateList(spec.config, MAX_CONFIGS, validateConfiguration, SPEC.child('config')),
  ];
  if (name === undefined || isExtendedResource(name)) return errors;
  return [...errors, invalidValue(SPEC.child('extendedResourceName'), name, 'must be a valid extended resource name')];
}

export const deviceClasses = defineResource<DeviceClass>({
  group: 'resource.k8s.io',
  name: 'deviceclasses',
  kind: 'DeviceClass',
  namespaced: false,
  returnsDeleted: true,
  strategy: { validate, validateUpdate: validate, tracksGeneration: true },
});
