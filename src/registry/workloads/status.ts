/** Who writes what, for the kinds whose clients write the spec and whose controllers write the status. */
import type { FieldError } from '../../api/field.ts';
import type { KubeObject } from '../../api/object.ts';
import type { ObjectSubresource, Strategy } from '../strategy.ts';

/** The part of a strategy that keeps clients of the main resource off the status. */
export function statusKept(): Required<Pick<Strategy<KubeObject>, 'prepareForCreate' | 'prepareForUpdate'>> {
  return {
    prepareForCreate(object) {
      object.status = {};
    },
    prepareForUpdate: (object, old) => keepField(object, old, 'status'),
  };
}

/** The `status` subresource: all but the status is put back. */
export function statusSubresource<T extends KubeObject>(
  validateUpdate: (object: T, old: T) => FieldError[],
): ObjectSubresource<T> {
  return { prepareForUpdate: keepSpec, validateUpdate };
}

export function keepSpec(object: KubeObject, old: KubeObject): void {
  keepField(object, old, 'spec');
}

function keepField(object: KubeObject, old: KubeObject, field: 'spec' | 'status'): void {
  if (old[field] === undefined) delete object[field];
  else object[field] = old[field];
}
