import type { KubeObject } from '../../api/object.ts';
import type { V1RuntimeClass } from '../../schema/generated/types.ts';
import { defineResource } from '../resource.ts';

export type RuntimeClass = V1RuntimeClass & KubeObject;

export const runtimeClasses = defineResource<RuntimeClass>({
  group: 'node.k8s.io',
  name: 'runtimeclasses',
  kind: 'RuntimeClass',
  namespaced: false,
  strategy: { allowUnconditionalUpdate: false },
});
