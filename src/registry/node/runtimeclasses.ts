import { duplicate, type FieldError, type FieldPath, path } from '../../api/field.ts';
import { isDns1123Label } from '../../api/names.ts';
import type { KubeObject } from '../../api/object.ts';
import type { V1RuntimeClass, V1Toleration } from '../../schema/generated/types.ts';
import { validateContainerResources, validateTolerations } from '../core/pod-spec/index.ts';
import { defineResource } from '../resource.ts';
import { validateImmutable, validateName } from '../validation/common.ts';
import { nodeSelectorWarnings } from '../validation/node-labels.ts';
import { validateLabels } from '../validation/object-meta.ts';

export type RuntimeClass = V1RuntimeClass & KubeObject;

export const runtimeClasses = defineResource<RuntimeClass>({
  group: 'node.k8s.io',
  name: 'runtimeclasses',
  kind: 'RuntimeClass',
  namespaced: false,
  strategy: {
    allowCreateOnUpdate: true,
    allowUnconditionalUpdate: false,
    validate,
    validateUpdate: (object, old) => [
      ...validate(object),
      ...validateImmutable(object.handler, old.handler, path('handler')),
    ],
    warnings: ({ scheduling }) =>
      nodeSelectorWarnings(scheduling?.nodeSelector, () => path('scheduling', 'nodeSelector')),
  },
});

function validate({ handler, overhead, scheduling }: RuntimeClass): FieldError[] {
  const schedulingAt = path('scheduling');
  const limits = overhead?.podFixed;
  return [
    ...validateName(handler ?? '', isDns1123Label, path('handler')),
    ...(limits ? validateContainerResources({ limits }, new Set(), path('overhead')) : []),
    ...validateLabels(scheduling?.nodeSelector, schedulingAt.child('nodeSelector')),
    ...validateUniqueTolerations(scheduling?.tolerations ?? [], schedulingAt.child('tolerations')),
  ];
}

function validateUniqueTolerations(tolerations: readonly V1Toleration[], at: FieldPath): FieldError[] {
  const errors = validateTolerations(tolerations, at);
  const seen = new Set<string>();
  tolerations.forEach((toleration, position) => {
    const { key = '', operator = '', value = '', effect = '' } = toleration;
    const identity = JSON.stringify([key, operator, value, effect]);
    if (seen.has(identity)) errors.push(duplicate(at.index(position), shownToleration(toleration)));
    seen.add(identity);
  });
  return errors;
}

/** As messages show it, with upstream's own names of the fields. */
function shownToleration({
  key = '',
  operator = '',
  value = '',
  effect = '',
  tolerationSeconds,
}: V1Toleration): object {
  return { Key: key, Operator: operator, Value: value, Effect: effect, TolerationSeconds: tolerationSeconds ?? null };
}
