import type { KubeObject } from '../../../api/object.ts';
import type { V1LimitRange, V1LimitRangeItem } from '../../../schema/generated/types.ts';
import { defineResource } from '../../resource.ts';
import { validateLimitRange } from './validation.ts';

type LimitRange = V1LimitRange & KubeObject;

function setDefaults(limitRange: LimitRange): void {
  limitRange.spec ??= {};
  for (const item of limitRange.spec.limits ?? []) if (item.type === 'Container') setContainerDefaults(item);
}

/** A limit falls back to the maximum, a request to the limit, then to the minimum. */
function setContainerDefaults(item: V1LimitRangeItem): void {
  item.default = { ...item.max, ...item.default };
  item.defaultRequest = { ...item.min, ...item.default, ...item.defaultRequest };
}

export const limitRanges = defineResource<LimitRange>({
  name: 'limitranges',
  kind: 'LimitRange',
  namespaced: true,
  shortNames: ['limits'],
  strategy: {
    defaults: setDefaults,
    validate: validateLimitRange,
    validateUpdate: validateLimitRange,
    allowCreateOnUpdate: true,
  },
});
