import { type FieldError, invalidValue, path } from '../../api/field.ts';
import { isQualifiedName } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
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
  if (name === undefined || isExtendedResourceName(name)) return errors;
  return [...errors, invalidValue(SPEC.child('extendedResourceName'), name, 'must be a valid extended resource name')];
}

/** A resource of someone else's domain that a quota can count: `requests.<name>` must be a name as well. */
function isExtendedResourceName(name: string): boolean {
  const native = !name.includes('/') || name.includes('kubernetes.io/');
  return !native && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
}

export const deviceClasses = defineResource<DeviceClass>({
  group: 'resource.k8s.io',
  name: 'deviceclasses',
  kind: 'DeviceClass',
  namespaced: false,
  strategy: { validate, validateUpdate: validate, tracksGeneration: true },
});
