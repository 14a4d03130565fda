import { type FieldError, invalidValue, path } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import { isExtendedResource } from '../../api/resource-kinds.ts';
import type { V1DeviceClass, V1DeviceSelector } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { defineResource } from '../resource.ts';
import { validateList } from './collections.ts';
import { MAX_CONFIGS, validateConfiguration } from './device-selection.ts';
import { judgeSelectors, prepareSelectors, validateSelectors } from './selectors.ts';

type DeviceClass = V1DeviceClass & KubeObject;

const SPEC = path('spec');

/** Those that are to be judged: as long as all are as they were stored, none. */
function newSelectors({ spec }: DeviceClass, old?: DeviceClass): readonly V1DeviceSelector[] {
  return old && deepEqual(spec?.selectors, old.spec?.selectors) ? [] : (spec?.selectors ?? []);
}

function validate(deviceClass: DeviceClass, old?: DeviceClass): FieldError[] {
  const { spec = {} } = deviceClass;
  const { extendedResourceName: name } = spec;
  const { excess, judge } = judgeSelectors(newSelectors(deviceClass, old), SPEC);
  const errors = [
    ...excess,
    ...validateSelectors(spec.selectors, judge, SPEC.child('selectors')),
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
  strategy: {
    prepareValidation: (deviceClass, old) => prepareSelectors(newSelectors(deviceClass, old)),
    validate: (deviceClass) => validate(deviceClass),
    validateUpdate: validate,
    tracksGeneration: true,
  },
});
