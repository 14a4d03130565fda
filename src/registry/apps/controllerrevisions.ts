import { type FieldError, path, required } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1ControllerRevision } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';
import { validateImmutable, validateNonnegative } from '../validation/common.ts';

export type ControllerRevision = V1ControllerRevision & KubeObject;

export const controllerRevisions = defineResource<ControllerRevision>({
  group: 'apps',
  name: 'controllerrevisions',
  kind: 'ControllerRevision',
  namespaced: true,
  strategy: {
    validate,
    validateUpdate: (object, old) => [...validate(object), ...validateImmutable(object.data, old.data, path('data'))],
  },
});

function validate(object: ControllerRevision): FieldError[] {
  const data = (object.data ?? undefined) === undefined ? [required(path('data'), 'data is mandatory')] : [];
  return [...data, ...validateNonnegative(object.revision, path('revision'))];
}
