import { type FieldError, forbiddenField, path, required } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1VolumeAttributesClass } from '../../schema/generated/types.ts';
import { deepEqual } from '../../util/deep-equal.ts';
import { defineResource } from '../resource.ts';
import { validateParameters, validateProvisioner } from './parameters.ts';

type VolumeAttributesClass = V1VolumeAttributesClass & KubeObject;

const FIXED = ['driverName', 'parameters'] as const;

function validate({ driverName, parameters }: VolumeAttributesClass): FieldError[] {
  const at = path('parameters');
  const errors = [...validateProvisioner(driverName, path('driverName')), ...validateParameters(parameters, at)];
  if (Object.keys(parameters ?? {}).length > 0) return errors;
  return [...errors, required(at, 'must contain at least one key/value pair')];
}

export const volumeAttributesClasses = defineResource<VolumeAttributesClass>({
  group: 'storage.k8s.io',
  name: 'volumeattributesclasses',
  kind: 'VolumeAttributesClass',
  namespaced: false,
  returnsDeleted: true,
  shortNames: ['vac'],
  strategy: {
    validate,
    validateUpdate: (attributesClass, old) => [
      ...FIXED.filter((field) => !deepEqual(attributesClass[field], old[field])).map((field) =>
        forbiddenField(path(field), `updates to ${field} are forbidden.`),
      ),
      ...validate(attributesClass),
    ],
  },
});
